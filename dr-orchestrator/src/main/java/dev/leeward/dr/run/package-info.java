/** Plan runs: the state machine of a recovery plan being carried out, and the steps it is made of. */
@NullMarked
package dev.leeward.dr.run;

import org.jspecify.annotations.NullMarked;
