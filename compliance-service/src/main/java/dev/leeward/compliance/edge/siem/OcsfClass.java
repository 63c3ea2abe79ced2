package dev.leeward.compliance.edge.siem;

/** The classes of OCSF 1.8.0 that are used. */
enum OcsfClass {
    DEVICE_INVENTORY_INFO(5, "Discovery", 5001, "Device Inventory Info"),
    DEVICE_CONFIG_STATE(5, "Discovery", 5002, "Device Config State"),
    DEVICE_CONFIG_STATE_CHANGE(5, "Discovery", 5019, "Device Config State Change"),
    ENTITY_MANAGEMENT(3, "Identity & Access Management", 3004, "Entity Management"),
    APPLICATION_LIFECYCLE(6, "Application Activity", 6002, "Application Lifecycle"),
    COMPLIANCE_FINDING(2, "Findings", 2003, "Compliance Finding"),
    DETECTION_FINDING(2, "Findings", 2004, "Detection Finding"),
    INCIDENT_FINDING(2, "Findings", 2005, "Incident Finding");

    final int category;
    final String categoryName;
    final int uid;
    final String className;

    OcsfClass(int category, String categoryName, int uid, String className) {
        this.category = category;
        this.categoryName = categoryName;
        this.uid = uid;
        this.className = className;
    }
}
