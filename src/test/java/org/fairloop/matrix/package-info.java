/**
 * The command {@code model-check/matrix}: which kind of evidence kills which broken twin.
 *
 * <p>{@link org.fairloop.matrix.Matrix} knows the rows and the columns, {@link org.fairloop.matrix.MatrixCommand} is the command,
 * {@link org.fairloop.matrix.MatrixPage} writes and reads what a run has seen, {@link org.fairloop.matrix.MatrixReport} shows it.
 * To add a specification whose twins have a half in
 * Java, name it in {@code Matrix} with the kinds of evidence that there are; one without needs nothing.
 */
package org.fairloop.matrix;
