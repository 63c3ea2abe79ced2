package dev.leeward.dr.group;

/**
 * Why a command was declined: audit material, and something that a person can act on.
 *
 * @param code machine-readable, for example {@code group-in-use}
 * @param subject what it is about: a group, a plan, a run, a site
 * @param detail the cause in one sentence, with the exact figure
 * @param remedy what to do instead
 */
public record Refusal(String code, String subject, String detail, String remedy) {}
