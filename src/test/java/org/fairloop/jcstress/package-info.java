/**
 * Runs the tests of the memory model in {@code src/jcstress/java}.
 *
 * <p>{@link org.fairloop.jcstress.MemoryModelJcstressTest} has each of them as a test. {@link
 * org.fairloop.jcstress.JcstressRun} runs some of them in a process of its own, in which {@link
 * org.fairloop.jcstress.JcstressMain} writes down what came out.
 */
package org.fairloop.jcstress;
