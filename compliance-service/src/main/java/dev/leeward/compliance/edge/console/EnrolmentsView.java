package dev.leeward.compliance.edge.console;

import dev.leeward.compliance.app.query.EnrolmentEntry;
import java.util.List;

/** Enrolments. */
record EnrolmentsView(Listing<EnrolmentEntry> listing, List<Tab> tabs, List<Tab> pages) {}
