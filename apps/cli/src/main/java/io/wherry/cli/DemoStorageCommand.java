package io.wherry.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Live storage migration in one command, with proof. */
@Command(
    name = "storage",
    mixinStandardHelpOptions = true,
    description = {
      "A guest counts on its disk while the disk moves to another storage class and back; the"
          + " guest is not stopped.",
      "Each move prints for how long its requests can have waited, and proof that no record is"
          + " missing."
    })
final class DemoStorageCommand implements Callable<Integer> {
  @Mixin private CountingDemo demo = new CountingDemo();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return demo.run(1, StorageStory::new);
  }
}
