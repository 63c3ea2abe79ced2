package dev.leeward.compliance.edge.siem;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The feed for SIEM tools. */
@ConfigMapping(prefix = "leeward.siem")
interface SiemConfig {
    /** Whether events are fed to SIEM tools. What came in meanwhile is fed once it is switched on again. */
    @WithDefault("true")
    boolean enabled();
}
