package org.fairloop.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a run of a model is made of. A checkpoint of something else must not be gone on with: TLC would not notice.
 *
 * @param parts the digest of each file, and the number of workers, each of which has a file of its own in a checkpoint
 */
record Sources(Map<String, String> parts) {

    private static final Pattern WORD = Pattern.compile("\\w+");

    /**
     * The configuration, the module, every module whose name is in it, those in these, and TLC.
     *
     * @param tlc the jar of TLC
     * @throws IOException if one of them cannot be read
     */
    static Sources of(Model model, int workers, Layout layout, Path tlc) throws IOException {
        Map<String, String> parts = new TreeMap<>();
        parts.put("the number of workers", Integer.toString(workers));
        parts.put("TLC", digest(tlc));
        Path cfg = layout.worlds().resolve(model.cfg());
        parts.put(layout.name(cfg), digest(cfg));
        Queue<Path> modules = new ArrayDeque<>();
        modules.add(layout.worlds().resolve(model.tla()));
        while (!modules.isEmpty()) {
            Path module = modules.remove();
            if (parts.put(layout.name(module), digest(module)) == null) {
                WORD.matcher(Files.readString(module))
                        .results()
                        .map(word -> word.group() + ".tla")
                        .distinct()
                        .forEach(name -> {
                            for (Path folder : new Path[] {layout.worlds(), layout.spec()}) {
                                Path named = folder.resolve(name);
                                if (Files.exists(named) && !parts.containsKey(layout.name(named))) {
                                    modules.add(named);
                                }
                            }
                        });
            }
        }
        return new Sources(parts);
    }

    private static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    /**
     * Something that differs.
     *
     * @return its name, unless all is the same
     */
    Optional<String> difference(Sources other) {
        Map<String, String> all = new TreeMap<>(parts);
        all.putAll(other.parts);
        return all.keySet().stream()
                .filter(name -> !Objects.equals(parts.get(name), other.parts.get(name)))
                .findFirst();
    }
}
