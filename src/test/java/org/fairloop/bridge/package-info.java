/**
 * The bridge between a specification in TLA+ and the Java code that it describes.
 *
 * <p>Nothing here knows of locks or event loops. Bring a specification with a finite world and a {@link
 * org.fairloop.bridge.Subject}, and you get:
 *
 * <ul>
 *   <li>{@link org.fairloop.bridge.Oracle}: TLC in this JVM, which answers what may happen next;
 *   <li>{@link org.fairloop.bridge.Scheduler}, deterministic, which steps real threads from stop to stop;
 *   <li>{@link org.fairloop.bridge.ControlledMutex}, a mutex at which they stop;
 *   <li>{@link org.fairloop.bridge.Replay} of every transition of the specification on the real code;
 *   <li>{@link org.fairloop.bridge.Schedule}: chosen interleavings, where the specification is too large for that;
 *   <li>the validator of traces of uncontrolled runs;
 *   <li>{@link org.fairloop.bridge.Behaviour}: a run that is shown to a person as one lane per thread, by {@link
 *       org.fairloop.bridge.Lanes} as text, {@link org.fairloop.bridge.LanesPage} as a page to step through, and {@link
 *       org.fairloop.bridge.LanesSvg} as a picture.
 * </ul>
 */
package org.fairloop.bridge;
