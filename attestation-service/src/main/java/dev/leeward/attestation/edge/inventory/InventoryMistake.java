package dev.leeward.attestation.edge.inventory;

/** Something wrong in an inventory file: which line, which field, what is wrong, what to do. */
final class InventoryMistake extends Exception {

    InventoryMistake(int line, String field, String message) {
        super("line " + line + ", " + field + ": " + message);
    }

    InventoryMistake(String message) {
        super(message);
    }
}
