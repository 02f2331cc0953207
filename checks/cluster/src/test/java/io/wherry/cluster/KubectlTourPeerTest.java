package io.wherry.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.peers.Peers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the tour says the same on the embedded server and on a real kube-apiserver. */
@ExtendWith(RealCluster.Extension.class)
class KubectlTourPeerTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyCommandSaysTheSame(RealCluster real) {
    Peers.need("kubectl");
    Peers.need("python3");
    Tour tour = Tour.load("tour.yaml");
    try (Embedded embedded = Embedded.start(folder.resolve("store"))) {
      CompletableFuture<List<Tour.Answer>> expected =
          CompletableFuture.supplyAsync(
              () -> tour.take(folder.resolve("real"), real.kubeconfig()),
              task -> Thread.ofPlatform().start(task));
      List<Tour.Answer> actual = tour.take(folder.resolve("embedded"), embedded.kubeconfig());
      List<Tour.Answer> wanted = expected.join();
      tour.write(Path.of("target/tour/embedded.txt"), actual);
      tour.write(Path.of("target/tour/real.txt"), wanted);
      return IntStream.range(0, tour.steps().size())
          .mapToObj(i -> test(tour.steps().get(i), actual.get(i), wanted.get(i)));
    }
  }

  private static DynamicTest test(Tour.Step step, Tour.Answer actual, Tour.Answer wanted) {
    return DynamicTest.dynamicTest(
        step.number() + " " + step.run(),
        () -> {
          String ours = step.normal(actual);
          String theirs = step.normal(wanted);
          if (step.differs().isEmpty()) {
            assertThat(ours).isEqualTo(theirs);
          } else {
            assertThat(ours).as("they agree now: remove 'differs'").isNotEqualTo(theirs);
          }
        });
  }
}
