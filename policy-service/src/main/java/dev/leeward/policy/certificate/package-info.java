/** Which host may have a certificate for migrations, in which names and for how long. */
@NullMarked
package dev.leeward.policy.certificate;

import org.jspecify.annotations.NullMarked;
