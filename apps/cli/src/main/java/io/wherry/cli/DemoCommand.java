package io.wherry.cli;

import io.wherry.kube.FabricKubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.server.Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job in one command. */
@Command(
    name = "demo",
    subcommands = {DemoLiveCommand.class, DemoStorageCommand.class},
    description = {
      "Import an appliance (OVA), convert it, run it, and wait until its guest reports ready.",
      "Interrupted or killed, it goes on where it was when it is started again."
    })
final class DemoCommand implements Callable<Integer> {
  /** Which converter the plan asks for. */
  enum Converter {
    auto,
    express,
    virt_v2v;

    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  @Option(
      names = "--ova",
      paramLabel = "FILE",
      description = "Import this appliance instead of the sample one.")
  private @Nullable Path ova;

  @Option(
      names = "--converter",
      description = "auto, express or virt-v2v (default: ${DEFAULT-VALUE}).",
      converter = ConverterNames.class,
      defaultValue = "auto")
  private Converter converter = Converter.auto;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory (default: .wherry/demo beside the launcher).")
  private @Nullable Path data;

  @Option(names = "--port", paramLabel = "N", defaultValue = "6443", description = "API port.")
  private int port;

  @Option(
      names = "--ready",
      paramLabel = "REGEX",
      description = "What the guest's serial console shows when it is up.",
      defaultValue = "WHERRY-READY .*payload=ok|login:")
  private Pattern ready = Pattern.compile("login:");

  @Option(
      names = "--timeout",
      paramLabel = "MINUTES",
      description = "How long to wait for the guest (default: ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int timeoutMinutes;

  @Option(names = "--exit", description = "End after success instead of staying up.")
  private boolean exit;

  @Option(names = "--fresh", description = "Forget an earlier demo first.")
  private boolean fresh;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ServerFiles files = ServerFiles.of(data != null ? data : Launch.root().resolve(".wherry/demo"));
    Path appliance = ova != null ? existing(ova) : SampleAppliance.make(out);
    try (Server server = Standalone.start(files, Standalone.settings(files, "127.0.0.1", port));
        FabricKubeApi api = FabricKubeApi.ofKubeconfig(files.kubeconfigText())) {
      out.println("Wherry answers at " + server.url() + " (log: " + files.log() + ")");
      var story = new DemoStory(api, out, new DemoPlan(api, appliance, converter.toString()));
      if (fresh) {
        story.forget();
      }
      boolean up = story.run(ready, Duration.ofMinutes(timeoutMinutes));
      if (up) {
        story.farewell(files.kubeconfig());
      }
      if (!exit && up) {
        out.println("Staying up; Ctrl-C stops Wherry, the machine keeps running.");
        out.flush();
        Standalone.untilSignal();
      }
      return up ? 0 : 1;
    } finally {
      files.release();
    }
  }

  private static Path existing(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidRequest(
          "There is no file " + file + "; give --ova the path of an .ova file.");
    }
    return file.toAbsolutePath().normalize();
  }

  /** Accepts the converters by their wire names. */
  static final class ConverterNames implements picocli.CommandLine.ITypeConverter<Converter> {
    @Override
    public Converter convert(String value) {
      for (Converter c : Converter.values()) {
        if (c.toString().equals(value)) {
          return c;
        }
      }
      throw new picocli.CommandLine.TypeConversionException(
          "'" + value + "' is none of auto, express, virt-v2v");
    }
  }
}
