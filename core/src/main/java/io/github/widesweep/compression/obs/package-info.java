/**
 * Methods that solve for the weights they leave: optimal brain surgeons of several kinds. In a
 * dense W layer {@code Psi} is a quadratic function of each row, {@link
 * io.github.widesweep.compression.LeastSquares}, so the best values of kept weights, what a removal
 * costs and what a rounding costs all follow from inverses of its matrix.
 *
 * <p>A {@code ColumnSweep} settles columns from left to right ({@code sparsegpt}, {@code gptq},
 * {@code qronos}); a {@code RemovalTrace} takes away what costs least, step by step ({@code obs},
 * {@code osscar}); {@code Admm} splits support and values ({@code alps}). {@code Exchanges} audit a
 * support and improve it.
 */
package io.github.widesweep.compression.obs;
