/**
 * The commands in {@code model-check/}: they run TLC on the finite worlds of the specifications and compare what it says
 * with what the list {@code model-check/models.yaml} promises.
 *
 * <p>{@link org.fairloop.modelcheck.Run} is the command. {@link org.fairloop.modelcheck.ModelList} reads the list, {@link
 * org.fairloop.modelcheck.Inventory} compares it with the files on disk, {@link org.fairloop.modelcheck.TlcRun} runs one
 * model in a process of its own, {@link org.fairloop.modelcheck.TlcOutput} reads what TLC prints, {@link
 * org.fairloop.modelcheck.Comparison} holds it against the list.
 */
package org.fairloop.modelcheck;
