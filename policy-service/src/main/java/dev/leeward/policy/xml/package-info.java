/** XML as enforcement points receive it: read strictly, so that nobody else reads it in another way. */
@NullMarked
package dev.leeward.policy.xml;

import org.jspecify.annotations.NullMarked;
