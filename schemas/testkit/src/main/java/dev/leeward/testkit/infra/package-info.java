/** The broker and the database that the tests of one build share, and the process that hosts them. */
@NullMarked
package dev.leeward.testkit.infra;

import org.jspecify.annotations.NullMarked;
