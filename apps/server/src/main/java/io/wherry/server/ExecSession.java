package io.wherry.server;

import io.wherry.apiserver.ApiExtension.Peer;
import io.wherry.apiserver.ApiExtension.SocketSession;
import io.wherry.node.PodContexts.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program beside that of a pod, in the same folder and environment; ends with its client. */
final class ExecSession implements SocketSession {
  private static final Logger LOG = LoggerFactory.getLogger(ExecSession.class);

  /** What the client asked for; a terminal merges both outputs. */
  record Wish(List<String> command, Input input, Terminal terminal) {
    enum Input {
      NONE,
      STREAMED
    }

    enum Terminal {
      NO,
      YES
    }
  }

  private final Context context;
  private final Wish wish;
  private volatile @Nullable Process process;

  ExecSession(Context context, Wish wish) {
    this.context = context;
    this.wish = wish;
  }

  @Override
  public List<String> subprotocols() {
    return Channels.PROTOCOLS;
  }

  @Override
  public void opened(Peer peer) {
    Channels channels = new Channels(peer);
    Process started;
    try {
      started = start();
    } catch (IOException e) {
      LOG.debug("exec of {} failed", wish.command(), e);
      refuse(channels, peer);
      return;
    }
    process = started;
    Thread _ = Thread.ofVirtual().name("exec").start(() -> run(started, channels, peer));
  }

  private void refuse(Channels channels, Peer peer) {
    try {
      channels.failed(
          ("Internal error occurred: error executing command: exec: \"%s\": executable file not"
                  + " found in $PATH")
              .formatted(wish.command().getFirst()));
    } catch (IOException _) {
      // the client has gone
    } finally {
      peer.close();
    }
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid", "--wait", "--"));
    if (wish.terminal() == Wish.Terminal.YES) {
      String line =
          wish.command().stream().map(ExecSession::quoted).collect(Collectors.joining(" "));
      command = new ArrayList<>(List.of("script", "-qefc", "exec " + line, "/dev/null"));
    } else {
      requireProgram(wish.command().getFirst());
      command.addAll(wish.command());
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(context.folder().toFile());
    builder.environment().clear();
    builder.environment().putAll(context.environment());
    builder.redirectErrorStream(wish.terminal() == Wish.Terminal.YES);
    Process started = builder.start();
    if (wish.input() == Wish.Input.NONE) {
      started.getOutputStream().close();
    }
    return started;
  }

  private void requireProgram(String program) throws IOException {
    String path = context.environment().getOrDefault("PATH", "");
    for (String folder : program.contains("/") ? new String[] {""} : path.split(":")) {
      java.nio.file.Path file =
          folder.isEmpty()
              ? context.folder().resolve(program)
              : java.nio.file.Path.of(folder, program);
      if (java.nio.file.Files.isExecutable(file)) {
        return;
      }
    }
    throw new IOException("no such program: " + program);
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static void run(Process started, Channels channels, Peer peer) {
    try (InputStream out = started.getInputStream();
        InputStream err = started.getErrorStream()) {
      Thread errors =
          Thread.ofVirtual().name("exec-errors").start(() -> pump(channels, err, Channels.STDERR));
      pump(channels, out, Channels.STDOUT);
      errors.join();
      channels.exited(started.waitFor());
    } catch (IOException e) {
      LOG.debug("exec ended: {}", e.toString());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      end(started);
      peer.close();
    }
  }

  private static void pump(Channels channels, InputStream in, int channel) {
    try {
      channels.pump(in, channel);
    } catch (IOException e) {
      LOG.debug("exec output {} ended: {}", channel, e.toString());
    }
  }

  @Override
  public void binary(byte[] message) {
    Process running = process;
    if (running == null || message.length == 0) {
      return;
    }
    int channel = message[0] & 0xff;
    OutputStream in = running.getOutputStream();
    try {
      if (channel == Channels.STDIN && wish.input() == Wish.Input.STREAMED) {
        in.write(message, 1, message.length - 1);
        in.flush();
      } else if (channel == Channels.CLOSE && message.length > 1 && message[1] == Channels.STDIN) {
        in.close();
      }
    } catch (IOException e) {
      LOG.debug("the program takes no more input: {}", e.toString());
    }
  }

  @Override
  public void closed() {
    Process running = process;
    if (running != null) {
      end(running);
    }
  }

  private static void end(Process running) {
    running.descendants().forEach(ProcessHandle::destroy);
    running.destroy();
  }
}
