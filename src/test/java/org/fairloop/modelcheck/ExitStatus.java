package org.fairloop.modelcheck;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the exit status of every command says. A verdict, {@link #WRONG}, is told apart from a command that cannot judge. The
 * table of {@code docs/ci.md} has the same rows.
 */
public enum ExitStatus {
    /** The command has done all that it was asked, and what it judges is right. */
    GOOD(0, "done, and what was judged is right"),

    /** A verdict: the model, the trace, the twin or the run is wrong. */
    WRONG(1, "a verdict: what was judged is wrong"),

    /** The arguments or a file that the command reads cannot be used, and nothing was judged. */
    UNUSABLE(2, "the arguments, or a file that the command reads, cannot be used"),

    /** The tool itself failed, which says nothing about what it was to judge. */
    FAILED(3, "the tool failed: no room, no memory, no permission, a lost server, a defect; no verdict"),

    /** The terminal was closed. */
    HUNG_UP(129, "ended by SIGHUP: the terminal was closed"),

    /** Interrupted by Ctrl-C. */
    INTERRUPTED(130, "ended by SIGINT: Ctrl-C"),

    /** Ended by {@code kill}, a shutdown, or a job that was cancelled. */
    TERMINATED(143, "ended by SIGTERM: kill, or a cancelled job");

    private final int code;
    private final String says;

    ExitStatus(int code, String says) {
        this.code = code;
        this.says = says;
    }

    /**
     * The number that the process ends with.
     *
     * @return from 0 to 255
     */
    public int code() {
        return code;
    }

    /**
     * The meaning in a few words.
     *
     * @return a phrase without a full stop
     */
    public String says() {
        return says;
    }

    /**
     * The status of a number.
     *
     * @param code the number that a process ended with
     * @return its meaning; {@link #FAILED} for a number without one, as of a process that was killed
     */
    static ExitStatus of(int code) {
        return Arrays.stream(values()).filter(it -> it.code == code).findFirst().orElse(FAILED);
    }

    /**
     * What the help of a command says.
     *
     * @param own what the command itself says of some numbers
     * @return a text for each number
     */
    static Map<String, String> help(Map<String, String> own) {
        Map<Integer, String> all = new TreeMap<>();
        Arrays.stream(values()).forEach(it -> all.put(it.code, it.says));
        own.forEach((code, says) -> all.put(Integer.valueOf(code), says));
        Map<String, String> texts = new LinkedHashMap<>();
        all.forEach((code, says) -> texts.put(code.toString(), says));
        return texts;
    }
}
