package dev.leeward.bench;

import dev.leeward.local.UserError;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Keeps the calling thread, and processes that it starts meanwhile, on one core (Linux: sched_setaffinity(2)). */
final class Core implements AutoCloseable {
    private static final int MASK_BYTES = 128;
    private static final MethodHandle SET = handle("sched_setaffinity");
    private static final MethodHandle GET = handle("sched_getaffinity");

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment before = arena.allocate(MASK_BYTES);

    private Core() {}

    /** Binds to the last of the cores that the thread may use. */
    static Core last() {
        var core = new Core();
        call(GET, core.before);
        var only = core.arena.allocate(MASK_BYTES);
        for (int at = MASK_BYTES - 1; at >= 0; at--) {
            int bits = core.before.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
            if (bits != 0) {
                only.set(ValueLayout.JAVA_BYTE, at, (byte) Integer.highestOneBit(bits));
                break;
            }
        }
        call(SET, only);
        return core;
    }

    @Override
    public void close() {
        call(SET, before);
        arena.close();
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup()
                        .find(name)
                        .orElseThrow(() -> new UserError("this system has no " + name + ": measure on Linux")),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
    }

    private static void call(MethodHandle function, MemorySegment mask) {
        try {
            if ((int) function.invokeExact(0, (long) MASK_BYTES, mask) < 0) {
                throw new UserError("the system does not let a thread be bound to a core");
            }
        } catch (UserError e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
