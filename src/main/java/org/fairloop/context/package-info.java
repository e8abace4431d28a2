/**
 * An event loop that threads share: whoever owns the context polls it, and whoever waits for the context bumps the owner
 * out of its poll.
 *
 * <p>{@link org.fairloop.context.AioContext} is the protocol (spec modules {@code AioContext} and {@code EventLoop}). It
 * puts together the lock of {@link org.fairloop.lock}, a {@link org.fairloop.context.Poller}, bottom halves, descriptor
 * handlers and timers, each of which is a small class of its own. {@link org.fairloop.context.IoThread} is a thread that
 * runs such a loop, {@link org.fairloop.context.BlockDevice} a user that makes it real.
 */
package org.fairloop.context;
