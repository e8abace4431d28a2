/**
 * A recursive lock that is handed out in order of arrival and tells its owner when somebody waits.
 *
 * <p>{@link org.fairloop.lock.FifoLock} is the promise (spec module {@code FifoLock}),
 * {@link org.fairloop.lock.RFifoLock} the reference algorithm that keeps it (spec module {@code RFifoLock}), and
 * {@link org.fairloop.lock.HandoffLock} the fast one (spec module {@code HandoffLock}).
 */
package org.fairloop.lock;
