package io.wherry.blocks.siblings;

import io.wherry.blocks.FileRegion;
import io.wherry.blocks.RawFile;
import io.wherry.blocks.copy.JournalView;
import io.wherry.blocks.copy.KnownChunks;
import io.wherry.blocks.digest.DigestKind;
import io.wherry.problems.WherryException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Raw disks in files of the target's storage that earlier copies made: templates, disks of the same
 * family. A chunk that one of them holds is shared with the target where the file system can, and
 * read from there instead of from the source where the source's digests are known. The disks may
 * have changed since they were copied: whoever asks compares.
 */
public final class SiblingDisks implements KnownChunks {
  /** Chunks that are remembered: 1 TiB of disks in 28 MiB of memory. */
  private static final int MOST_CHUNKS = 256 << 10;

  private final RawFile target;
  private final List<Sibling> offered;
  private final Optional<JournalView> source;
  private final List<Sibling> siblings = new ArrayList<>();
  private ChunkIndex index = new ChunkIndex(1);
  private int[] firsts = {};
  private Optional<JournalView> sourceDigests = Optional.empty();

  /**
   * @param target that is copied to; stays the caller's
   * @param offered disks that may be of use
   * @param source digests of the source, where it has a journal of its own
   */
  public SiblingDisks(RawFile target, List<Sibling> offered, Optional<JournalView> source) {
    this.target = target;
    this.offered = List.copyOf(offered);
    this.source = source;
  }

  /**
   * A disk that is at hand.
   *
   * @param file a raw disk
   * @param journal of the copy that made it
   */
  public record Sibling(Path file, JournalView journal) {}

  @Override
  public void prepare(DigestKind kind, long size, int chunkBytes) {
    sourceDigests =
        source.filter(
            s -> s.digestKind() == kind && s.size() == size && s.chunkBytes() == chunkBytes);
    int total = 0;
    for (Sibling one : offered) {
      JournalView view = one.journal();
      boolean usable = view.digestKind() == kind && view.chunkBytes() == chunkBytes;
      if (usable && total + view.chunks() <= MOST_CHUNKS) {
        siblings.add(one);
        total += view.chunks();
      }
    }
    index = new ChunkIndex(total);
    firsts = new int[siblings.size()];
    int place = 0;
    for (int i = 0; i < firsts.length; i++) {
      firsts[i] = place;
      add(siblings.get(i).journal(), place);
      place += siblings.get(i).journal().chunks();
    }
  }

  private void add(JournalView view, int first) {
    for (int chunk = 0; chunk < view.chunks(); chunk++) {
      if (!view.isZero(chunk)) {
        index.add(view.digest(chunk), first + chunk);
      }
    }
  }

  @Override
  public Optional<byte[]> ofSource(int chunk) {
    return sourceDigests.map(digests -> digests.digest(chunk));
  }

  private record Place(Sibling sibling, long offset) {}

  private Optional<Place> find(byte[] digest, int length) {
    int place = index.find(digest);
    if (place < 0) {
      return Optional.empty();
    }
    int found = Arrays.binarySearch(firsts, place);
    int number = found >= 0 ? found : -found - 2;
    Sibling sibling = siblings.get(number);
    int chunk = place - firsts[number];
    long offset = (long) chunk * sibling.journal().chunkBytes();
    boolean right =
        Arrays.equals(sibling.journal().digest(chunk), digest)
            && offset + length <= sibling.journal().size();
    return right ? Optional.of(new Place(sibling, offset)) : Optional.empty();
  }

  @Override
  public boolean take(byte[] digest, long offset, int length) {
    Optional<Place> place = find(digest, length);
    return place.isPresent()
        && target.cloneFrom(place.get().sibling().file(), place.get().offset(), offset, length);
  }

  @Override
  public boolean read(byte[] digest, ByteBuffer into) {
    Optional<Place> place = find(digest, into.remaining());
    if (place.isEmpty()) {
      return false;
    }
    try (FileRegion file = FileRegion.open(place.get().sibling().file())) {
      file.read(place.get().offset(), into);
      return true;
    } catch (WherryException _) {
      return false; // it is gone, or shorter now: the source has it
    }
  }
}
