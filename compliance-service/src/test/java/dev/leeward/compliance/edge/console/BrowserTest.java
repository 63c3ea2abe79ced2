package dev.leeward.compliance.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotCaret;
import dev.leeward.compliance.Api;
import dev.leeward.events.policy.ApprovalRequested;
import dev.leeward.testkit.KafkaProbe;
import dev.leeward.testkit.LeewardStack;
import dev.leeward.testkit.TestEvents;
import dev.leeward.testkit.TestMigrationEvents;
import dev.leeward.testkit.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The console as people see and use it, in the Chromium of this machine. With {@code -Dleeward.docs.write=true} it leaves
 * its screenshots in {@code docs/images}.
 */
@QuarkusTest
@TestProfile(BrowserTest.Profile.class)
@WithTestResource(LeewardStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserTest {
    private static final Screen LAPTOP = new Screen("", 1440, 900);
    private static final Screen PHONE = new Screen("-phone", 390, 844);
    private static final Set<String> PICTURES = Set.of(
            "overview-light",
            "overview-dark",
            "overview-light-phone",
            "overview-dark-phone",
            "host-light",
            "manifest-light",
            "compliance-light",
            "decisions-light",
            "approvals-light",
            "policy-set-light",
            "incident-dark",
            "plan-run-light");
    private static final String OFFICER = Tokens.token("security-officer");
    private static final LocatorAssertions.HasTextOptions SOON =
            new LocatorAssertions.HasTextOptions().setTimeout(15_000);
    private static final LocatorAssertions.ContainsTextOptions CONTAINED_SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(15_000);

    @Inject
    ConsoleConfig config;

    private @Nullable Browser browser;
    private @Nullable KafkaProbe probe;
    private final Map<String, String> pages = new LinkedHashMap<>();
    private String incidentPage = "";

    /** How large a window is, and how its pictures are named. */
    record Screen(String suffix, int width, int height) {}

    /** Its own topics and database, and a policy-service that takes answers. */
    public static class Profile extends ConsoleProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("leeward.console.policy-service", PolicyServiceDouble.freeAddress());
            return config;
        }
    }

    @BeforeEach
    void tellTheStory() {
        if (!pages.isEmpty()) {
            return;
        }
        browser = Browser.start("http://localhost:" + RestAssured.port);
        probe = KafkaProbe.connect();
        Story story = Story.tell(probe());
        Api auditor = Api.as("auditor");
        auditor.await("/v1/rating", json -> json.getDouble("rating") == 75.0);
        auditor.await("/v1/plan-runs", json -> "Succeeded".equals(json.getString("items[0].state")));
        String incident = auditor.await(
                        "/v1/incidents?rule=migration-blocked-by-trust",
                        json -> json.getList("items").size() == 1)
                .getString("items[0].id");
        incidentPage = "/incidents/" + incident;
        pages.put("overview", "/");
        pages.put("hosts", "/hosts");
        pages.put("host", "/hosts/west-2");
        pages.put("host-history", "/hosts/west-2/history");
        pages.put("manifests", "/reference-manifests");
        pages.put("manifest", "/reference-manifests/esxi-5.1?against=esxi-5.0");
        pages.put("enrolments", "/enrolments");
        pages.put("compliance", "/compliance");
        pages.put("decisions", "/decisions");
        pages.put("decision", "/decisions/" + story.denial());
        pages.put("approvals", "/approvals");
        pages.put("policies", "/policies");
        pages.put("policy-set", "/policies/provider/2");
        pages.put("simulations", "/simulations");
        pages.put("simulation", "/simulations/" + story.simulation());
        pages.put("coverage", "/coverage");
        pages.put("incidents", "/incidents");
        pages.put("incident", incidentPage);
        pages.put("migrations", "/migrations");
        pages.put("migration", "/migrations/" + story.succeeded());
        pages.put("plan-runs", "/plan-runs");
        pages.put("plan-run", "/plan-runs/" + story.run());
        pages.put("events", "/events");
        pages.put("login", "/login");
    }

    @AfterAll
    void close() {
        if (probe != null) {
            probe.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void noPageComplained() {
        assertThat(browser == null ? List.of() : browser.complaints()).isEmpty();
    }

    @Test
    @Order(1)
    void everyPageCanBeReadOnALaptopAndAPhoneInLightAndDark() {
        List<String> faults = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (Screen screen : List.of(LAPTOP, PHONE)) {
                Page page = browser().window(screen, scheme, OFFICER);
                pages.forEach((name, path) -> {
                    open(page, path);
                    String shown = name + "-" + scheme.name().toLowerCase(Locale.ROOT) + screen.suffix();
                    PageChecks.faults(page).forEach(fault -> faults.add(shown + ": " + fault));
                    picture(page, shown);
                });
                page.context().close();
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    @Order(2)
    void theOverviewTellsTheStory() {
        Page page = open(browser().window(LAPTOP, ColorScheme.LIGHT, OFFICER), "/");

        PlaywrightAssertions.assertThat(page.locator("#rating .figure strong")).hasText("75 %");
        PlaywrightAssertions.assertThat(page.locator("#host-west-2 .overall")).hasText("Untrusted");
        PlaywrightAssertions.assertThat(page.locator("#blocks .detail").first())
                .containsText("PCR 17 is not what manifest esxi-5.1 says");
        PlaywrightAssertions.assertThat(page.locator("#live")).hasText("Live");
        assertThat((Boolean) page.evaluate("document.querySelector('#gauge canvas') !== null"))
                .isTrue();
        assertThat(page.locator("#trend").getAttribute("aria-label")).contains("75 percent");
    }

    @Test
    @Order(3)
    void timesReadInTheViewersZoneWithExactUtcInTheTitle() {
        Page page = open(browser().window(LAPTOP, ColorScheme.LIGHT, OFFICER), "/");

        var time = page.locator("#host-west-1 time").first();

        assertThat(time.textContent()).matches("(\\d+ \\w+, )?\\d\\d:\\d\\d:\\d\\d");
        assertThat(time.getAttribute("title")).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} UTC");
        Object expected = page.evaluate(
                "iso => new Intl.DateTimeFormat('en-GB', {timeZone: 'America/New_York',"
                        + " hour: '2-digit', minute: '2-digit', second: '2-digit'}).format(new Date(iso))",
                time.getAttribute("datetime"));
        assertThat(time.textContent()).endsWith(String.valueOf(expected));
    }

    @Test
    @Order(4)
    void everythingCanBeReachedWithTheKeyboard() {
        Page page = open(browser().window(LAPTOP, ColorScheme.LIGHT, OFFICER), "/");

        page.keyboard().press("Tab");
        PlaywrightAssertions.assertThat(page.locator(".skip")).isFocused();
        PlaywrightAssertions.assertThat(page.locator(".skip")).isInViewport();
        page.keyboard().press("Enter");
        PlaywrightAssertions.assertThat(page.locator("#main")).isFocused();
        List<String> reached = new ArrayList<>();
        page.locator(".brand").focus();
        page.keyboard().press("Tab");
        while (Boolean.FALSE.equals(page.evaluate("document.activeElement === document.body"))) {
            reached.add((String) page.evaluate("document.activeElement.getAttribute('href')"
                    + " || document.activeElement.getAttribute('aria-label') || ''"));
            assertThat((String) page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                    .as(reached.toString())
                    .isEqualTo("solid");
            assertThat(reached).hasSizeLessThan(80);
            page.keyboard().press("Tab");
        }
        assertThat(reached).contains("/hosts", "/events", "Switch between light and dark", "Sign out", "/hosts/west-2");
        page.locator("#open-west-2").focus();
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/hosts/west-2"));
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("west-2");
    }

    @Test
    @Order(5)
    void theThemeIsChosenOnceAndKept() {
        Page page = open(browser().window(LAPTOP, ColorScheme.LIGHT, OFFICER), "/");
        Object light = page.evaluate("getComputedStyle(document.body).backgroundColor");

        page.locator("#theme").click();
        Object dark = page.evaluate("getComputedStyle(document.body).backgroundColor");
        open(page, "/hosts");

        assertThat(dark).isNotEqualTo(light);
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo(dark);
        assertThat(page.locator("html").getAttribute("data-theme")).isEqualTo("dark");
    }

    @Test
    @Order(6)
    void whatChangesIsLoadedAnewAndNothingElse() {
        Page page = open(browser().window(new Screen("", 1440, 500), ColorScheme.LIGHT, OFFICER), "/");
        PlaywrightAssertions.assertThat(page.locator("#live")).hasText("Live");
        page.locator("#open-west-1").focus();
        page.evaluate("window.scrollTo(0, 120)");
        List<String> asked = new ArrayList<>();
        page.onRequest(request -> asked.add(request.url().replaceFirst(".*/", "/")));

        probe().send(TestEvents.trusted("west-2"));

        PlaywrightAssertions.assertThat(page.locator("#rating .figure strong")).hasText("100 %", SOON);
        PlaywrightAssertions.assertThat(page.locator("#host-west-2 .overall")).hasText("Trusted", SOON);
        PlaywrightAssertions.assertThat(page.locator("#open-west-1")).isFocused();
        assertThat(page.evaluate("window.scrollY")).isEqualTo(120);
        assertThat(asked).contains("/?part=board", "/?part=rating").doesNotContain("/", "/?part=runs");
        assertThat((Integer) page.evaluate("document.querySelectorAll('#gauge canvas').length"))
                .isEqualTo(1);
        assertThat(page.locator("#announcer").textContent()).contains("updated");

        probe().send(TestEvents.untrusted("west-2"));
        PlaywrightAssertions.assertThat(page.locator("#rating .figure strong")).hasText("75 %", SOON);
    }

    @Test
    @Order(7)
    void anIncidentIsSettledWhileItHappensAgainWithoutLosingAWord() {
        Page page = open(browser().window(LAPTOP, ColorScheme.LIGHT, OFFICER), incidentPage);
        PlaywrightAssertions.assertThat(page.locator("#live")).hasText("Live");
        page.getByLabel("How was it settled?").fill("The administrator was told");

        Story.block(probe(), TestMigrationEvents.requested("acme-web", "acme", "east-1", "west-2"));
        PlaywrightAssertions.assertThat(page.locator("#story header .muted")).hasText("fired 2 times", SOON);

        PlaywrightAssertions.assertThat(page.getByLabel("How was it settled?")).hasValue("The administrator was told");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Resolve"))
                .click();
        PlaywrightAssertions.assertThat(page.locator("#head")).containsText("Resolved");
        PlaywrightAssertions.assertThat(page.locator("#story")).containsText("The administrator was told");
        assertThat(page.locator("#answer textarea").count()).isZero();
    }

    @Test
    @Order(8)
    void aSecondPersonAnswersWhereTheRequestIsShownAndItsRowTurnsWhenTheEventArrives() {
        ApprovalRequested asked = Story.waiting("acme-web", "acme", "east-1", "west-1");
        ApprovalRequested own = TestEvents.with(
                Story.waiting("globex-app", "globex", "east-2", "west-1"), "requestedBy", "security-officer@example");
        Page page = open(browser().window(LAPTOP, ColorScheme.LIGHT, OFFICER), "/approvals");
        try (PolicyServiceDouble policyService =
                PolicyServiceDouble.at(config.policyService().orElseThrow())) {
            policyService.asked(asked.getApprovalId(), asked.getRequestedBy());
            policyService.asked(own.getApprovalId(), own.getRequestedBy());
            probe().sendAll(List.of(asked, own));
            var comment = page.locator("#comment-" + asked.getApprovalId());
            comment.fill("CHG-17", new Locator.FillOptions().setTimeout(15_000));
            probe().send(Story.waiting("acme-db", "acme", "west-1", "east-2"));
            page.waitForTimeout(1_000);
            PlaywrightAssertions.assertThat(comment).hasValue("CHG-17");

            button(page, "Approve acme-web to west-1").click();
            PlaywrightAssertions.assertThat(page.locator("#outcome")).containsText("took the answer about acme-web");
            assertThat(policyService.calls().getLast().query()).containsEntry("comment", "CHG-17");
            probe().send(TestMigrationEvents.approvalGiven(asked, true));
            PlaywrightAssertions.assertThat(page.locator("#outcome"))
                    .containsText("acme-web to west-1: Granted by security-officer@example", CONTAINED_SOON);
            PlaywrightAssertions.assertThat(page.locator("#approval-" + asked.getApprovalId()))
                    .containsText("Granted", CONTAINED_SOON);
            assertThat(comment.count()).isZero();

            page.locator("#comment-" + own.getApprovalId()).fill("it is urgent");
            button(page, "Approve globex-app to west-1").click();
            PlaywrightAssertions.assertThat(page.locator("[role=alert]"))
                    .containsText("Nobody approves what they asked for themselves. Ask a second person");
            PlaywrightAssertions.assertThat(page.locator("#comment-" + own.getApprovalId()))
                    .hasValue("it is urgent");
            PlaywrightAssertions.assertThat(page.locator("#comment-" + own.getApprovalId()))
                    .isFocused();
            assertThat(PageChecks.faults(page)).isEmpty();
            assertThat(browser().complaints()).singleElement().asString().contains("status of 403");
        }
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    @Test
    @Order(9)
    void somebodySignsInAndOut() {
        Page page = browser().window(PHONE, ColorScheme.DARK, "none");
        page.navigate("/incidents");
        page.waitForURL(Pattern.compile(".*/login\\?next=.*"));

        page.getByLabel("Bearer token").fill(Tokens.token("auditor"));
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile(".*/incidents"));
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Incidents");
        assertThat((String) page.evaluate("document.cookie")).doesNotContain(Session.COOKIE);
        page.getByLabel("Sign out").click();
        page.waitForURL(Pattern.compile(".*/login"));
        page.navigate("/");
        page.waitForURL(Pattern.compile(".*/login"));
    }

    private Browser browser() {
        return Objects.requireNonNull(browser);
    }

    private KafkaProbe probe() {
        return Objects.requireNonNull(probe);
    }

    private static Page open(Page page, String path) {
        page.navigate(path);
        if (page.locator("[data-live]").count() > 0) {
            page.waitForSelector("#live[data-state=on]");
        }
        page.evaluate("document.fonts.ready.then(() => true)");
        return page;
    }

    private static void picture(Page page, String name) {
        if (Boolean.getBoolean("leeward.docs.write") && PICTURES.contains(name)) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setAnimations(ScreenshotAnimations.DISABLED)
                    .setCaret(ScreenshotCaret.INITIAL) // hiding it leaves styles on fields, which htmx would copy
                    .setPath(Path.of(
                            System.getProperty("leeward.reactor.root", ".."), "docs", "images", name + ".png")));
        }
    }
}
