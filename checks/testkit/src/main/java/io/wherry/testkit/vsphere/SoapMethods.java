package io.wherry.testkit.vsphere;

import static io.wherry.testkit.vsphere.Markup.child;
import static io.wherry.testkit.vsphere.Markup.children;
import static io.wherry.testkit.vsphere.Markup.el;
import static io.wherry.testkit.vsphere.Markup.ref;
import static io.wherry.testkit.vsphere.Markup.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/** The methods of the double, for one server. */
final class SoapMethods {
  private final SimEstate estate;
  private final Properties properties;
  private final Sessions sessions;
  private final Leases leases;
  private final ChangedAreasAnswer areas;
  private final String apiType;
  private final Map<String, PropertyFeed> feeds = new ConcurrentHashMap<>();

  SoapMethods(SimEstate estate, Sessions sessions, Leases leases, String apiType) {
    this.estate = estate;
    this.properties = new Properties(estate);
    this.sessions = sessions;
    this.leases = leases;
    this.areas = new ChangedAreasAnswer(estate);
    this.apiType = apiType;
    estate.onChange(id -> feeds.values().forEach(f -> f.changed(id)));
    sessions.atEnd(() -> {
      feeds.values().forEach(PropertyFeed::end);
      feeds.clear();
    });
  }

  /** Inside of the response; the session's cookie may be set. */
  String call(Element method, Sessions.Caller caller) throws InterruptedException {
    String name = method.getLocalName();
    Optional<String> injected = estate.misdeeds().nextFault(name);
    if (injected.isPresent()) {
      throw new SimFault(injected.get(), "injected");
    }
    if (name.equals("RetrieveServiceContent")) {
      return content();
    }
    if (name.equals("Login")) {
      return sessions.login(text(method, "userName"), text(method, "password"), caller);
    }
    sessions.require(caller);
    return switch (name) {
      case "Logout" -> sessions.logout(caller);
      case "RetrievePropertiesEx" -> retrieve(method, caller);
      case "CreatePropertyCollector" -> createCollector();
      case "CreateFilter" -> createFilter(method);
      case "WaitForUpdatesEx" -> feed(method).await(method);
      case "HasPrivilegeOnEntity" -> privileges(method);
      case "QueryChangedDiskAreas" -> areas.answer(method);
      case "ExportVm",
          "ExportSnapshot",
          "HttpNfcLeaseProgress",
          "HttpNfcLeaseComplete",
          "HttpNfcLeaseAbort" ->
          leases.call(method);
      default -> machine(name, method);
    };
  }

  private String content() {
    return "<returnval>"
        + ref("rootFolder", "Folder", "group-d1")
        + ref("propertyCollector", "PropertyCollector", "propertyCollector")
        + "<about>"
        + el("name", "vSphere double")
        + el("fullName", "vSphere double 8.0")
        + el("apiType", apiType)
        + el("apiVersion", "8.0.2.0")
        + el("instanceUuid", "11111111-2222-3333-4444-555555555555")
        + "</about>"
        + ref("sessionManager", "SessionManager", "SessionManager")
        + ref("authorizationManager", "AuthorizationManager", "AuthorizationManager")
        + "</returnval>";
  }

  private String retrieve(Element method, Sessions.Caller caller) {
    Map<String, List<String>> paths = new LinkedHashMap<>();
    StringBuilder objects = new StringBuilder();
    for (Element spec : children(method, "specSet")) {
      for (Element set : children(spec, "propSet")) {
        List<String> wanted =
            children(set, "pathSet").stream().map(Element::getTextContent).toList();
        paths.put(text(set, "type"), wanted);
      }
      for (Element set : children(spec, "objectSet")) {
        Element obj = child(set, "obj");
        String type = obj.getAttribute("type");
        objects.append(
            object(type, obj.getTextContent(), paths.getOrDefault(type, List.of()), caller));
      }
    }
    return "<returnval>" + objects + "</returnval>";
  }

  private String object(String type, String id, List<String> paths, Sessions.Caller caller) {
    Map<String, String> all = new LinkedHashMap<>(properties.of(type, id));
    all.putAll(special(type, id, caller));
    if (all.isEmpty()) {
      throw new SimFault(
          "ManagedObjectNotFound",
          "The object '"
              + type
              + ":"
              + id
              + "' has already been deleted or has not been completely created",
          ref("obj", type, id));
    }
    StringBuilder props = new StringBuilder();
    for (String path : paths) {
      if (all.containsKey(path)) {
        props.append("<propSet>" + el("name", path) + all.get(path) + "</propSet>");
      }
    }
    return "<objects>" + ref("obj", type, id) + props + "</objects>";
  }

  private Map<String, String> special(String type, String id, Sessions.Caller caller) {
    return switch (type) {
      case "SessionManager" ->
          Map.of("currentSession", Markup.val("UserSession", el("key", caller.cookie())));
      case "AuthorizationManager" ->
          Map.of(
              "privilegeList",
              Markup.val(
                  "ArrayOfAuthorizationPrivilege",
                  SimEstate.privileges().stream()
                      .map(p ->
                          "<AuthorizationPrivilege>"
                              + el("privId", p)
                              + "</AuthorizationPrivilege>")
                      .collect(Collectors.joining())));
      case "HttpNfcLease" -> leases.properties(id);
      default -> Map.of();
    };
  }

  private String createCollector() {
    String id = "session-collector-" + feeds.size() + "-" + System.nanoTime();
    feeds.put(id, new PropertyFeed(properties));
    return ref("returnval", "PropertyCollector", id);
  }

  private String createFilter(Element method) {
    feed(method).filter(child(method, "spec"));
    return ref("returnval", "PropertyFilter", "filter-1");
  }

  private PropertyFeed feed(Element method) {
    String id = text(method, "_this");
    PropertyFeed feed = feeds.get(id);
    if (feed == null) {
      throw new SimFault("ManagedObjectNotFound", "There is no collector " + id + ".");
    }
    return feed;
  }

  private String privileges(Element method) {
    return children(method, "privId").stream()
        .map(p -> el("returnval", !estate.misdeeds().isRevoked(p.getTextContent())))
        .collect(Collectors.joining());
  }

  private String machine(String name, Element method) {
    String id = text(method, "_this");
    if (name.equals("RemoveSnapshot_Task")) {
      var found =
          estate
              .snapshot(id)
              .orElseThrow(() -> new SimFault("ManagedObjectNotFound", "no snapshot " + id));
      busy(found.getKey());
      return task(estate.removeSnapshot(found.getKey(), found.getValue()));
    }
    SimVm vm =
        estate
            .machine(id)
            .orElseThrow(() -> new SimFault("ManagedObjectNotFound", "no machine " + id));
    return switch (name) {
      case "CreateSnapshot_Task" -> createSnapshot(vm, method);
      case "ConsolidateVMDisks_Task" -> {
        busy(vm);
        yield task(estate.consolidate(vm));
      }
      case "PowerOnVM_Task" -> power(vm, "poweredOn");
      case "PowerOffVM_Task" -> power(vm, "poweredOff");
      case "ShutdownGuest" -> shutDown(vm);
      default -> throw new SimFault("MethodNotFound", "The double has no " + name + ".");
    };
  }

  private static String task(SimTask task) {
    return ref("returnval", "Task", task.id);
  }

  private void busy(SimVm vm) {
    synchronized (estate) {
      if (vm.tasks.stream().anyMatch(SimTask::isRunning)) {
        throw new SimFault(
            "TaskInProgress",
            "The operation is not allowed in the current state: a task is in progress.");
      }
    }
  }

  private String createSnapshot(SimVm vm, Element method) {
    busy(vm);
    if (estate.misdeeds().isRevoked("VirtualMachine.State.CreateSnapshot")) {
      throw new SimFault(
          "NoPermission",
          "Permission to perform this operation was denied.",
          ref("object", "VirtualMachine", vm.id)
              + el("privilegeId", "VirtualMachine.State.CreateSnapshot"));
    }
    if (vm.snapshotCount() >= 32) {
      throw new SimFault("TooManySnapshotLevels", "Snapshot hierarchy is too deep.");
    }
    return task(
        estate.createSnapshot(
            vm, text(method, "name"), text(method, "description"), text(method, "quiesce")));
  }

  private String power(SimVm vm, String wished) {
    if (vm.power().equals(wished)) {
      throw new SimFault(
          "InvalidPowerState",
          "The attempted operation cannot be performed in the current state.",
          el("existingState", vm.power()));
    }
    SimTask task = estate.begin(vm, "vim.VirtualMachine.power");
    if (wished.equals("poweredOff")) {
      vm.atShutDown.run();
    }
    estate.power(vm, wished);
    estate.end(task, "success", "");
    return task(task);
  }

  private String shutDown(SimVm vm) {
    if (!vm.power().equals("poweredOn")) {
      throw new SimFault(
          "InvalidPowerState", "The machine is off.", el("existingState", vm.power()));
    }
    if (!vm.tools.equals("guestToolsRunning")) {
      throw new SimFault("ToolsUnavailable", "VMware Tools is not running.");
    }
    vm.atShutDown.run();
    estate.power(vm, "poweredOff");
    return "";
  }
}
