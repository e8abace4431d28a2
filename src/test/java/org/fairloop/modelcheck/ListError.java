package org.fairloop.modelcheck;

import java.util.List;

/** The list of models, a file beside it, or an argument cannot be used; nothing was judged. */
public final class ListError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** One line for each error: the file, what is wrong, and the cure. */
    private final transient List<String> errors;

    /**
     * Makes an error.
     *
     * @param errors one line for each: the file, what is wrong, and the cure
     */
    public ListError(List<String> errors) {
        super(String.join("\n", errors));
        this.errors = List.copyOf(errors);
    }

    /**
     * What is wrong.
     *
     * @return one line for each error
     */
    public List<String> errors() {
        return errors;
    }
}
