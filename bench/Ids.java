import io.wherry.ova.OvaProvider;
import io.wherry.spi.Credentials;
import io.wherry.spi.Endpoint;
import io.wherry.spi.InventoryListener;
import io.wherry.spi.InventoryRow;
import io.wherry.spi.SourceMachine;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Prints the inventory's ids of the first machine of a catalog and of its first disk. */
public class Ids {
  public static void main(String[] args) throws Exception {
    CompletableFuture<SourceMachine> found = new CompletableFuture<>();
    var endpoint = new Endpoint("bench", "", "", "localhost:" + args[0], Map.of());
    try (var source = new OvaProvider(Clock.systemUTC()).connect(endpoint, Credentials.NONE)) {
      source.follow(
          new InventoryListener() {
            @Override
            public void put(InventoryRow row) {
              row.machine().ifPresent(found::complete);
            }

            @Override
            public void remove(String collection, String id) {}

            @Override
            public void parity() {}

            @Override
            public void failed(String message) {
              found.completeExceptionally(new IllegalStateException(message));
            }
          });
      SourceMachine machine = found.get();
      System.out.println(machine.id() + " " + machine.disks().getFirst().id());
    }
  }
}
