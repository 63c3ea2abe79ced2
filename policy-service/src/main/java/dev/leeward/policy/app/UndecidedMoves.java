package dev.leeward.policy.app;

import dev.leeward.policy.placement.UndecidedMove;

/** Tells of moves that nobody decided about, within the transaction that found them. */
public interface UndecidedMoves {
    /** A machine is somewhere that no decision allowed. */
    void found(UndecidedMove move);
}
