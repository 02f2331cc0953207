package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import java.nio.file.Path;

/**
 * What is copied where.
 *
 * @param source what is read; owned by the caller
 * @param version of the source's bytes; changes when they may have changed
 * @param target owned by the caller
 * @param readBack the target again, for verification; owned by the caller
 * @param journal file that shares the target's fate; another file lies beside it
 */
public record CopyJob(
    BlockReader source,
    String version,
    BlockWriter target,
    BlockReader readBack,
    Path journal,
    CopyOptions options) {}
