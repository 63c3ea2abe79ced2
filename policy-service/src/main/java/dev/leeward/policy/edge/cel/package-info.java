/** Where policies come from: YAML documents with CEL expressions, compiled once, refused with file, line and column. */
@NullMarked
package dev.leeward.policy.edge.cel;

import org.jspecify.annotations.NullMarked;
