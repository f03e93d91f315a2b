/**
 * Strict YAML: text becomes a tree that knows the place of every value, the tree becomes a record,
 * and whatever is wrong on the way is told with its line. Of what the records mean nothing is known
 * here.
 *
 * <p>A {@link io.github.widesweep.yaml.YamlTree} is read and changed, a {@link
 * io.github.widesweep.yaml.RecordReader} says what keeps it from becoming a record or makes it one,
 * a {@link io.github.widesweep.yaml.RecordMapper} knows how the records' types are written.
 */
package io.github.widesweep.yaml;
