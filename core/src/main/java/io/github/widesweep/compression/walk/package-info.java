/**
 * Draws whose choices cancel, and choices without draws. The weights keep the values and the
 * chances of the paper's draws (Section 3.2), {@code t = w/p} with probability {@code p} and else
 * 0, or the two levels around {@code w}; what changes is how the choices of a row depend on each
 * other.
 *
 * <h2>The walk</h2>
 *
 * <p>The Gram-Schmidt walk of C. Harshaw, F. Savje, D. Spielman and P. Zhang (arXiv 1911.03071),
 * itself after N. Bansal, D. Dadush, S. Garg and S. Lovett (STOC 2018). Let a row of a layer in W
 * have weights {@code w_j} whose two values lie {@code 2 c_j} apart ({@code c_j = w_j / 2p} when
 * pruning), let {@code z_j} in [-1, 1] say where between them a weight is, and {@code G = mean_s
 * zh_s zh_s^T}. With {@code V_ij = c_i c_j G_ij}, {@code xi^2 = max V_jj} and {@code 0 < lambda <=
 * 1},
 *
 * <pre>  M = lambda I + (1 - lambda) V / xi^2 = B^T B,    columns |b_j|^2 = M_jj &lt;= 1.</pre>
 *
 * <p>The walk starts at {@code z_j = 2 P(upper value) - 1}. Units with {@code |z_j| < 1} are alive,
 * one of them is the pivot until it no longer is. A step goes along {@code d} with {@code d_pivot =
 * 1}, {@code d_A = -M_AA^-1 M_A,pivot} over the others alive and 0 elsewhere, so that {@code B d}
 * is the part of {@code b_pivot} that is orthogonal to the columns of A. Of the two lengths {@code
 * x > 0} and {@code -y < 0} at which a unit reaches an end, {@code x} is taken with probability
 * {@code y / (x + y)}. So {@code z} is a martingale: every weight keeps its mean, {@code E t = w},
 * and a step freezes at least one unit. At {@code lambda = 1} no unit moves but the pivot, and the
 * draws are independent.
 *
 * <h2>The bound</h2>
 *
 * <p><b>Theorem</b> (of theirs, for any rule by which pivots are chosen). {@code Cov(B z) <= I},
 * hence {@code Cov(z) <= M^-1}, in the order of symmetric matrices.
 *
 * <p>Proof. Let {@code v} be any vector, {@code z_T} the end, and step {@code t} have length {@code
 * delta_t} and {@code u_t = B d_t}. Increments of a martingale do not correlate, so
 *
 * <pre>  E (v . B (z_T - z_0))^2 = E sum_t delta_t^2 (v . u_t)^2.</pre>
 *
 * <p>Look at the steps of one pivot p, of which the first is {@code a}. From one to the next, A
 * loses the units that froze, so {@code u_t = u_a + r_(a+1) + ... + r_t}, where {@code r_s} is the
 * part of {@code b_p} that lies in the span of A's columns before step s and is orthogonal to the
 * span of those after. With {@code r_a = u_a} these are orthogonal to each other, and their squared
 * lengths add up to {@code |u_t|^2 <= |b_p|^2 <= 1}. With {@code e_s = r_s / |r_s|}, by
 * Cauchy-Schwarz,
 *
 * <pre>  (v . u_t)^2 = (sum_(s&lt;=t) |r_s| v . e_s)^2 &lt;= sum_(s&lt;=t) (v . e_s)^2,
 *   sum_t delta_t^2 (v . u_t)^2 &lt;= sum_s (v . e_s)^2 sum_(t>=s) delta_t^2.</pre>
 *
 * <p>What is known before step s determines {@code e_s}, and given that, the pivot's own coordinate
 * goes on as a martingale in [-1, 1] with steps {@code delta_t}, so that the expectation of the
 * inner sum is at most {@code 1 - z_p^2 <= 1}. It remains that all {@code e_s} of all pivots are
 * orthogonal: each lies in the span of the columns that are alive at its step, the pivot included,
 * and is orthogonal to the columns of the others that are alive after; later ones lie in the span
 * of these. So {@code E (v . B (z_T - z_0))^2 <= E sum_s (v . e_s)^2 <= |v|^2}. For {@code Cov(z)},
 * take {@code v = B M^-1 a}. QED.
 *
 * <p><b>Corollary.</b> What the draws of a row add to {@code E Psi} is {@code tr(V Cov(z))}, so
 *
 * <pre>  E Psi &lt;= tr(V M^-1) = xi^2 sum_i s_i / (lambda xi^2 + (1 - lambda) s_i)</pre>
 *
 * over the eigenvalues {@code s_i} of {@code V}; at {@code lambda = 1} that is the trace of {@code
 * V}, of which independent draws reach {@code 4p(1-p)}, and as {@code lambda} falls to 0 it tends
 * to {@code xi^2} times the rank of {@code V}: of samples in few directions, or of wide rows with
 * none that dominates, it lies below the expectation of independent draws. As a function of {@code
 * lambda} it is convex, so its least value is found by halving. Rows walk independently, so that
 * their bounds add.
 *
 * <p>Where an earlier layer was compressed ({@code zh != z}), {@code Psi} starts at {@code mean |W
 * (z - zh)|^2}. What the draws add to that has a part that is linear in {@code z_T - z_0}, whose
 * expectation is 0, and the quadratic part of the corollary.
 *
 * <h2>Other layers</h2>
 *
 * <p>Neurons and filters enter the watched output linearly in W, and in B under ReLU or the
 * identity without biases, since {@code phi(t a) = t phi(a)} for {@code t >= 0}. Then all of it
 * holds for one walk of all units, {@code G} being the Gram matrix of what each adds. Single
 * weights of B layers, and neurons whose activation bends, walk by what they add to first order, at
 * the dense weights; {@code Psi} is another function there, and no bound is given.
 *
 * <h2>Without draws</h2>
 *
 * <p>{@link io.github.widesweep.compression.walk.Derandomized} replaces the draws by conditional
 * expectations.
 */
package io.github.widesweep.compression.walk;
