/**
 * The command {@code model-check/demo}: the picture of the README with real threads and a real file, and what becomes of
 * it with a lock that is not fair, or does not call back.
 *
 * <p>{@link org.fairloop.demo.Demo} is the command, {@link org.fairloop.demo.Dataplane} one run of it: an
 * {@link org.fairloop.context.IoThread} that serves a {@link org.fairloop.demo.Guest}, some
 * {@link org.fairloop.demo.Monitor}s, and the {@link org.fairloop.demo.Disk} they share.
 */
package org.fairloop.demo;
