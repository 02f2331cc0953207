package io.wherry.server.node;

import io.wherry.problems.InvalidRequest;
import io.wherry.volumes.VolumeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Makes the folders of a node. */
public final class NodeFolders {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** In the shared folder itself, so that it is the same wherever the folder is mounted. */
  private static final String ID = ".wherry-share";

  private NodeFolders() {}

  /**
   * Makes what is missing of a node's own folders, for the owner only.
   *
   * @throws InvalidRequest the directory cannot be used
   */
  public static NodeAgentSettings.Folders own(Path base) {
    var folders =
        new NodeAgentSettings.Folders(
            base.resolve("volumes"), base.resolve("vms"), base.resolve("pods"));
    for (Path folder : List.of(folders.volumes(), folders.machines(), folders.pods())) {
      make(folder);
    }
    return folders;
  }

  /**
   * A folder that several nodes reach; it gets an id at its first use.
   *
   * @throws InvalidRequest the directory cannot be used
   */
  public static VolumeSettings.Share share(Path folder) {
    make(folder);
    Path file = folder.resolve(ID);
    try {
      String id = Files.readString(file).trim();
      if (!id.matches("[0-9a-f]{8}")) {
        throw new InvalidRequest("The file " + file + " holds no id of a share. Remove it.");
      }
      return new VolumeSettings.Share(id, folder);
    } catch (NoSuchFileException _) {
      return named(folder, file);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static VolumeSettings.Share named(Path folder, Path file) {
    String id = UUID.randomUUID().toString().substring(0, 8);
    try {
      Path fresh = Files.writeString(folder.resolve(ID + ".new"), id + "\n");
      Path _ = Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      return new VolumeSettings.Share(id, folder);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static void make(Path folder) {
    try {
      Path _ = Files.createDirectories(folder, OWNER_ONLY);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static InvalidRequest unusable(Path folder, IOException e) {
    return new InvalidRequest("The directory " + folder + " cannot be used: " + e, e);
  }
}
