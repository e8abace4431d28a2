/**
 * What comes after PIT in the profile {@code pit}: which of its mutants survived, and does {@code docs/mutation.md} say why?
 *
 * <p>{@link org.fairloop.mutation.MutationCommand} is the command.
 */
package org.fairloop.mutation;
