package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.ScriptTimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser without a window: Chromium, driven as a person would. */
public final class Browser implements AutoCloseable {

    /** Why tests are skipped where there is no browser. */
    public static final String MISSING =
            "No Chromium with its driver is on the PATH, so the pages are not tried. On Debian:"
                    + " apt-get install chromium chromium-driver";

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Whether there is a browser to be driven. */
    public static boolean isInstalled() {
        return chromium().isPresent() && driver().isPresent();
    }

    private static Optional<Path> chromium() {
        return onThePath("chromium", "chromium-browser", "google-chrome");
    }

    private static Optional<Path> driver() {
        return onThePath("chromedriver");
    }

    /** Starts the browser, which must be installed. */
    public static Browser start() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium().orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox", // which root may not have
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--window-size=1400,1000");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriver started = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver().orElseThrow().toFile())
                        .build(),
                options);
        started.manage().timeouts().pageLoadTimeout(Duration.ofMinutes(5)).scriptTimeout(Duration.ofMinutes(2));
        return new Browser(started);
    }

    private static Optional<Path> onThePath(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public void open(Path page) {
        driver.get("about:blank"); // a new fragment alone would not load the page anew
        driver.get(page.toUri().toString());
    }

    public void open(URI page) {
        driver.get(page.toString());
    }

    /** Waits until an element has a text. */
    public void await(String css, String text) {
        try {
            driver.executeAsyncScript(
                    "const [css, text, done] = arguments;"
                            + "const look = () => document.querySelector(css)?.textContent === text"
                            + " ? done() : requestAnimationFrame(look);"
                            + "look();",
                    css,
                    text);
        } catch (ScriptTimeoutException e) {
            throw new AssertionError(css + " is \"" + text(css) + "\", and not \"" + text + "\"", e);
        }
    }

    public void open(Path page, String fragment) {
        driver.get("about:blank");
        driver.get(page.toUri() + "#" + fragment);
    }

    /** Follows a link by keyboard. If it leads to a place in the page, waits until the page shows that place, which comes a task later. */
    public void follow(String css) {
        WebElement link = shown(css).get(0);
        String place = (String) driver.executeScript(
                "const [link] = arguments;"
                        + "return link.href.split('#')[0] === location.href.split('#')[0] ? link.hash.slice(1) : '';",
                link);
        link.sendKeys(Keys.ENTER);
        if (!place.isEmpty()) {
            try {
                driver.executeAsyncScript(
                        "const [id, done] = arguments;"
                                + "const look = () => document.getElementById(decodeURIComponent(id))?.checkVisibility()"
                                + " ? done() : requestAnimationFrame(look);"
                                + "look();",
                        place);
            } catch (ScriptTimeoutException e) {
                throw new AssertionError(css + " leads to #" + place + ", which is not shown", e);
            }
        }
    }

    /** Presses keys, wherever the focus is. */
    public void press(CharSequence... keys) {
        for (CharSequence key : keys) {
            focused().sendKeys(key);
        }
    }

    public void press(int times, Keys key) {
        for (int i = 0; i < times; i++) {
            press(key);
        }
    }

    /** The element that has the focus. */
    public WebElement focused() {
        return driver.switchTo().activeElement();
    }

    public WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** The elements that can be seen. */
    public List<WebElement> shown(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .filter(WebElement::isDisplayed)
                .toList();
    }

    /** The texts of the elements that can be seen, however many they are. */
    public List<?> texts(String css) {
        return (List<?>) driver.executeScript(
                "return [...document.querySelectorAll(arguments[0])].filter(it => it.checkVisibility())"
                        + ".map(it => it.innerText)",
                css);
    }

    /** The text of the one such element that can be seen. */
    public String text(String css) {
        List<WebElement> elements = shown(css);
        assertEquals(1, elements.size(), css);
        return elements.get(0).getText();
    }

    /** The names that a screen reader would say are those of all such elements that can be seen. */
    public List<String> names(String css) {
        return shown(css).stream().map(WebElement::getAccessibleName).toList();
    }

    public String title() {
        return driver.getTitle();
    }

    public Object run(String script) {
        return driver.executeScript(script);
    }

    /** Nothing has gone wrong in the pages since the last call. */
    public void assertNoErrors() {
        assertEquals(
                List.of(),
                driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                        .map(LogEntry::toString)
                        .toList(),
                "the console of the browser");
    }

    @Override
    public void close() {
        driver.quit();
    }
}
