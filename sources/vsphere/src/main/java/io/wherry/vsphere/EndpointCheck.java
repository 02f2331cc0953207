package io.wherry.vsphere;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.Problem;
import io.wherry.spi.ConnectionForm;
import io.wherry.spi.ConnectionForm.Field;
import io.wherry.spi.ConnectionForm.Manner;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be told, and what can be said of a provider without asking its server.
 *
 * @source inventory-and-providers.md section 2.2, plans-and-migrations.md sections 1.2 and 2.1
 */
final class EndpointCheck {
  static final ConnectionForm FORM =
      new ConnectionForm(
          "VMware vSphere",
          "A vCenter or one ESXi host",
          Field.url(
              "URL", "Ends in /sdk, for example https://vcenter.example.com/sdk", Manner.REQUIRED),
          List.of(
              Field.setting(EndpointSettings.SDK_ENDPOINT, "Endpoint type", "")
                  .of("vcenter", "esxi"),
              Field.secret("user", "User", Manner.REQUIRED),
              Field.secret("password", "Password", Manner.REQUIRED, Manner.HIDDEN),
              Field.setting(
                  "vddkInitImage",
                  "VDDK image",
                  "Optional: without it Wherry reads through the datastore and the export service."),
              Field.setting("esxiCloneMethod", "Way to clone", "", Manner.RARE).of("vib", "ssh"),
              Field.setting("useVddkAioOptimization", "Asynchronous VDDK", "", Manner.RARE)
                  .of("true", "false")),
          ConnectionForm.Tls.VERIFIED);

  private EndpointCheck() {}

  static List<Problem> problems(Endpoint endpoint, Credentials credentials) {
    List<Problem> found = new ArrayList<>();
    try {
      var _ = EndpointSettings.url(endpoint.url());
    } catch (InvalidRequest e) {
      found.add(ConnectionForm.urlProblem(endpoint, String.valueOf(e.getMessage())));
    }
    found.addAll(FORM.problems(endpoint, credentials));
    return found;
  }
}
