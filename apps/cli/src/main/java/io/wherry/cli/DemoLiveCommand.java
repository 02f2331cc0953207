package io.wherry.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Live migration in one command, with proof. */
@Command(
    name = "live",
    mixinStandardHelpOptions = true,
    description = {
      "Two nodes, and a guest that counts on its disk and its serial console. It moves there and"
          + " back while it counts; then its node is drained.",
      "Each move prints how long the guest stood still, and proof that no record is missing."
    })
final class DemoLiveCommand implements Callable<Integer> {
  private static final int NODES = 2;

  @Mixin private CountingDemo demo = new CountingDemo();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return demo.run(NODES, LiveStory::new);
  }
}
