package dev.leeward.dr.plan;

/**
 * What is wrong with a plan document.
 *
 * @param path where in the document, for example {@code tiers[1].workloads[0]}
 * @param code machine-readable, for example {@code cycle}
 * @param detail what is wrong, naming the values
 * @param remedy how to put it right
 */
public record PlanProblem(String path, String code, String detail, String remedy) {}
