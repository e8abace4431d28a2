package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A specification can be stepped through by hand. */
class ExploreTest {

    @TempDir
    private Path folder;

    private Explorer explorer(String model) throws Exception {
        Fixture fixture = new Fixture(folder);
        return new Explorer(fixture.layout(), model(fixture, model));
    }

    private static Model model(Fixture fixture, String name) throws ListError {
        return ModelList.read(fixture.layout()).model(name);
    }

    /** A place says what may happen next and which invariants hold; white space in a schedule does not count. */
    @Test
    void goesWhereAScheduleLeads() throws Exception {
        try (Explorer explorer = explorer("Counter_Low")) {
            Explorer.Place first = explorer.place("");
            assertEquals(List.of(), first.steps());
            assertEquals(Map.of("", List.of("Up")), first.enabled());
            assertEquals(Map.of("LowInv", true), first.checks());
            Explorer.Place top = explorer.place(" Up\n Up Up ");
            assertEquals("model: Counter_Low\nUp Up Up\n", top.text());
            assertEquals(Map.of("", List.of("Again")), top.enabled());
            assertEquals(Map.of("LowInv", false), top.checks());
            assertTrue(top.lanes().contains("n&nbsp;=&nbsp;3"), top.lanes());
            assertTrue(top.lanes().contains(">At the end, of LowInv this is false: n &lt; 2.<"), top.lanes());
            assertFalse(first.lanes().contains("is false"), first.lanes());
        }
    }

    /** A property of steps is judged by the last step. */
    @Test
    void judgesTheLastStep() throws Exception {
        try (Explorer explorer = explorer("Counter_Up")) {
            assertEquals(Map.of("UpProp", true), explorer.place("Up Up Up").checks());
            assertEquals(
                    Map.of("UpProp", false), explorer.place("Up Up Up Again").checks());
        }
    }

    /** A step that is not allowed is refused, with those that are. */
    @Test
    void refusesWhatIsNotAllowed() throws Exception {
        try (Explorer explorer = explorer("Counter_Low")) {
            assertRefused("after 1 steps the specification does not allow Again, but [Up]", explorer, "Up Again");
        }
    }

    /** The text that it gives leads to the same place; a slip of the pen, and a text of another model, are told. */
    @Test
    void readsItsOwnText() throws Exception {
        try (Explorer explorer = explorer("Counter_Low")) {
            String text = explorer.place("Up Up").text();
            assertEquals(
                    List.of("Up", "Up"),
                    explorer.place("# to the top\n\n" + text).steps());
            assertRefused("after 2 steps the specification knows no action Uo, but [Up]", explorer, "Up Up Uo");
            assertRefused(
                    "this is a schedule of Counter_Up, and here is Counter_Low: ./model-check/explore Counter_Up",
                    explorer,
                    "model: Counter_Up\nUp");
        }
    }

    private static void assertRefused(String message, Explorer explorer, String text) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> explorer.place(text))
                        .getMessage());
    }

    /** Threads have their buttons apart. */
    @Test
    void saysWhoMayDoWhat() throws Exception {
        Layout layout = new Layout(Path.of("").toAbsolutePath());
        Model model = ModelList.read(layout).model("RFifoLock_Safety");
        try (Explorer explorer = new Explorer(layout, model)) {
            Map<String, List<String>> enabled =
                    explorer.place("EnterLock(t1) TakeTicket(t1) Leave(t1)").enabled();
            assertEquals(List.of("EnterLock(t1)", "EnterTryLock(t1)", "EnterUnlock(t1)"), enabled.get("t1"));
            assertEquals(List.of("t1", "t2", "t3"), List.copyOf(enabled.keySet()));
        }
    }

    /** It answers to this machine's own address alone. */
    @Test
    void answersToLoopbackAlone() throws Exception {
        Fixture fixture = new Fixture(folder);
        Model model = model(fixture, "Counter_Low");
        try (Explorer explorer = new Explorer(fixture.layout(), model);
                ExploreServer server = new ExploreServer(model, explorer, 0)) {
            int port = URI.create(server.address()).getPort();
            assertEquals("HTTP/1.1 200 OK", statusLine(port, "127.0.0.1:" + port));
            assertEquals("HTTP/1.1 403 Forbidden", statusLine(port, "example.org:" + port));
        }
    }

    private static String statusLine(int port, String host) throws IOException {
        return answer(port, "GET / HTTP/1.1\r\nHost: " + host + "\r\n")
                .lines()
                .findFirst()
                .orElse("");
    }

    /** What a server answers to a request as it stands, without its end. */
    private static String answer(int port, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port);
                OutputStream out = socket.getOutputStream()) {
            out.write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String get(int port, String path) throws IOException {
        return answer(port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
    }

    /** The page may run its own script alone, and nothing of it may be framed, guessed or sent elsewhere. */
    @Test
    void sendsAContentSecurityPolicy() throws Exception {
        served(port -> {
            for (String path : List.of("/", "/place?schedule=", "/place?schedule=Nonsense", "/nothing")) {
                String answer = get(port, path);
                for (String header : List.of(
                        "content-security-policy: default-src 'none'; connect-src 'self'; img-src data:; script-src 'sha256-",
                        "x-content-type-options: nosniff",
                        "referrer-policy: no-referrer",
                        "cross-origin-resource-policy: same-origin")) {
                    assertTrue(
                            answer.lines()
                                    .anyMatch(it -> it.toLowerCase(Locale.ROOT).startsWith(header)),
                            answer);
                }
                assertFalse(answer.contains("unsafe"), answer);
            }
        });
    }

    /** What it does not answer is one clear error for each kind: another method, a body, too long, too many steps. */
    @Test
    void boundsRequests() throws Exception {
        served(port -> {
            String host = " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n";
            assertError("405", "Only GET is answered.", answer(port, "DELETE /" + host));
            assertError("413", "A request has no body here.", answer(port, "GET /" + host + "Content-Length: 9\r\n"));
            assertError(
                    "413",
                    "A request has no body here.",
                    answer(port, "GET /" + host + "Transfer-Encoding: chunked\r\n"));
            String longest = "x".repeat(ExploreServer.LONGEST);
            assertError(
                    "414", "The address is longer than 131072 characters.", get(port, "/place?schedule=" + longest));
            assertError(
                    "400",
                    "a schedule has at most 1000 steps here, and this has 1001",
                    get(port, "/place?schedule=" + "Up+".repeat(1001)));
            assertError("400", "A place is asked for by place?schedule=", get(port, "/place?steps=Up"));
            assertError("404", "Nothing is here", get(port, "/../../etc/passwd"));
            assertTrue(get(port, "/place?schedule=Up+Up").startsWith("HTTP/1.1 200 "));
        });
    }

    private static void assertError(String status, String message, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("{\"error\":\""), answer);
        assertTrue(answer.contains(message), answer);
        assertFalse(answer.contains("\tat "), answer);
    }

    /** Connections that send nothing more do not keep others from an answer. */
    @Test
    void slowRequestsHinderNobody() throws Exception {
        served(port -> {
            List<Socket> slow = new ArrayList<>();
            try {
                for (int i = 0; i < ExploreServer.AT_ONCE; i++) {
                    Socket socket = new Socket("127.0.0.1", port);
                    slow.add(socket);
                    socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
                }
                assertTrue(get(port, "/place?schedule=Up").startsWith("HTTP/1.1 200 "));
            } finally {
                for (Socket socket : slow) {
                    socket.close();
                }
            }
        });
    }

    /** A place that takes too long is given up, and the next one is answered. */
    @Test
    void givesUpWhatTakesTooLong() throws Exception {
        Fixture fixture = new Fixture(folder);
        Model model = model(fixture, "Counter_Low");
        try (Explorer explorer = new Explorer(fixture.layout(), model);
                ExploreServer server = new ExploreServer(model, explorer, 0, Duration.ZERO)) {
            int port = URI.create(server.address()).getPort();
            assertError("503", "This takes longer than 0 s; take fewer steps.", get(port, "/place?schedule=Up"));
            assertTrue(get(port, "/").startsWith("HTTP/1.1 200 "));
        }
    }

    /** What is done with a server that is at a port. */
    private interface Use {
        void at(int port) throws Exception;
    }

    private void served(Use use) throws Exception {
        Fixture fixture = new Fixture(folder);
        Model model = model(fixture, "Counter_Low");
        try (Explorer explorer = new Explorer(fixture.layout(), model);
                ExploreServer server = new ExploreServer(model, explorer, 0)) {
            use.at(URI.create(server.address()).getPort());
        }
    }

    /** A model that is not there is a one-line error. */
    @Test
    void wantsAModel() throws Exception {
        StringWriter err = new StringWriter();
        int status = Explore.commandLine(new Fixture(folder).layout())
                .setErr(new PrintWriter(err, true))
                .execute("Nothing");
        assertEquals(2, status);
        assertEquals("error: no model is named Nothing; see ./model-check/run --list\n", err.toString());
    }

    /** In the page: steps by buttons, undo, what is broken, a schedule put in by hand, and one that is not allowed. */
    @Test
    void isUsedInABrowser() throws Exception {
        inABrowser(browser -> {
            press(browser, "#enabled button");
            browser.await(".lanes-now", "Step 1 of 1: Up; n = 1");
            press(browser, "#enabled button");
            browser.await("#said", "Broken: LowInv");
            assertEquals(
                    "model: Counter_Low\nUp Up\n", browser.find("#schedule").getAttribute("value"));
            assertEquals(List.of("LowInv is broken"), browser.names("#checks li"));
            press(browser, "#undo");
            browser.await(".lanes-now", "Step 1 of 1: Up; n = 1");
            browser.assertNoErrors();
            WebElement schedule = browser.find("#schedule");
            schedule.clear();
            schedule.sendKeys("Up Again");
            press(browser, "#go button");
            browser.await("#said", "after 1 steps the specification does not allow Again, but [Up]");
        });
    }

    /** An answer that comes late does not take the page back to where it was asked for. */
    @Test
    void answersMayOvertakeEachOther() throws Exception {
        inABrowser(browser -> {
            // The next answer waits until it is let go.
            browser.run("const real = window.fetch;"
                    + "const mayGo = new Promise(resolve => { window.letGo = resolve; });"
                    + "window.fetch = async url => { window.fetch = real; document.title = 'asked';"
                    + " const answer = await real(url); await mayGo; return answer; };");
            press(browser, "#enabled button");
            browser.await("title", "asked");
            browser.run("location.hash = '#' + encodeURIComponent('Up Up')");
            browser.await(".lanes-now", "Step 2 of 2: Up; n = 2");
            browser.await("#said", "Broken: LowInv");
            browser.run("const answer = Response.prototype.json;"
                    + "Response.prototype.json = function () { const json = answer.call(this);"
                    + " json.then(() => setTimeout(() => { document.title = 'let go'; })); return json; };"
                    + "window.letGo();");
            browser.await("title", "let go");
            assertEquals("Step 2 of 2: Up; n = 2", browser.text(".lanes-now"));
        });
    }

    /** Opens the page at the beginning of a model. */
    private void inABrowser(Consumer<Browser> use) throws Exception {
        assumeTrue(Browser.isInstalled(), Browser.MISSING);
        Fixture fixture = new Fixture(folder);
        Model model = model(fixture, "Counter_Low");
        try (Explorer explorer = new Explorer(fixture.layout(), model);
                ExploreServer server = new ExploreServer(model, explorer, 0);
                Browser browser = Browser.start()) {
            browser.open(URI.create(server.address()));
            browser.await(".lanes-now", "At first; 0 steps follow.");
            use.accept(browser);
        }
    }

    private static void press(Browser browser, String css) {
        browser.shown(css).get(0).sendKeys(Keys.ENTER);
    }
}
