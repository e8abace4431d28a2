package org.fairloop.bridge;

import java.util.regex.Pattern;

/** Says that a trace cannot be judged: it is not in the format, or it names what its specification does not have. */
public final class UnusableTraceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 2_000;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}]");

    /**
     * Makes an exception.
     *
     * @param what one line: what is wrong and what would be right
     */
    public UnusableTraceException(String what) {
        super(inOneLine(what));
    }

    /** A trace may hold anything: control characters are written out, and the middle of a long text is left out. */
    private static String inOneLine(String what) {
        String shown = what.length() <= LONGEST
                ? what
                : what.substring(0, LONGEST / 2) + " [...] " + what.substring(what.length() - LONGEST / 2);
        return CONTROL.matcher(shown)
                .replaceAll(it -> String.format("<%04x>", (int) it.group().charAt(0)));
    }
}
