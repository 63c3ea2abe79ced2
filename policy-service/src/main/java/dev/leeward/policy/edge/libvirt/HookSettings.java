package dev.leeward.policy.edge.libvirt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What becomes of machines whose libvirt host asks whether they may come in. */
@ConfigMapping(prefix = "leeward.libvirt-hook")
public interface HookSettings {

    /** Roles of whoever sends a machine for which nobody has asked; without any, no policy that is shipped permits it. */
    Optional<Set<String>> migrationRoles();

    /** Roles of whoever starts a machine, or restores it, for which nobody has asked. */
    @WithDefault("operator")
    Set<String> startRoles();

    /** Machines that are not the workload of the id that is their UUID. */
    List<Machine> machines();

    /** A machine and the workload that it is. */
    interface Machine {

        /** UUID of the libvirt domain. */
        UUID uuid();

        /** The workload's id in Leeward. */
        String workload();
    }
}
