package org.fairloop.modelcheck;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairloop.bridge.LanesPage;
import org.fairloop.bridge.Templates;

/**
 * Serves the page of the explorer to this machine alone. The server listens on the loopback address, and answers only requests
 * that name that address, so that a page from elsewhere cannot ask under another name. The page may load nothing but
 * places from this server, and runs no script but its own.
 *
 * <p>Requests are bounded: in length, in steps, in time, and in how many are answered at once.
 */
final class ExploreServer implements AutoCloseable {

    /** The longest path with its query. A schedule of the most steps has room. */
    static final int LONGEST = 1 << 17;

    /** Some requests at once; a browser makes six. */
    static final int AT_ONCE = 16;

    /** The time that a place may take. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String SCHEDULE = "schedule=";

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    static {
        // The JDK's server itself ends a connection that sends its request too slowly, or does not take the answer.
        System.setProperty("sun.net.httpserver.maxReqTime", Long.toString(LIMIT.toSeconds()));
        System.setProperty("sun.net.httpserver.drainAmount", "0"); // of a body, which is refused
        System.setProperty("sun.net.httpserver.maxRspTime", Long.toString(2 * LIMIT.toSeconds()));
    }

    private final HttpServer server;

    /** The threads that read requests and send answers: enough to tell some that there are too many. */
    private final ThreadPoolExecutor requests = pool(2 * AT_ONCE, AT_ONCE, "request");

    /** The explorer is used by one thread at a time. */
    private final ThreadPoolExecutor one = pool(1, AT_ONCE, "explorer");

    private final AtomicInteger answering = new AtomicInteger();

    private final Explorer explorer;
    private final Duration limit;
    private final String page;
    private final String policy;

    private record Page(String title, String name, String question, String replay, String style, String script) {}

    /** What is wrong with a request. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    ExploreServer(Model model, Explorer explorer, int port) throws IOException {
        this(model, explorer, port, LIMIT);
    }

    /**
     * Starts a server.
     *
     * @param limit the time that a place may take
     */
    ExploreServer(Model model, Explorer explorer, int port, Duration limit) throws IOException {
        this.explorer = explorer;
        this.limit = limit;
        Page texts = new Page(
                model.name() + " – explore",
                model.name(),
                model.question(),
                Explore.REPLAY.replace("FILE", model.name() + ".schedule"),
                LanesPage.style() + Templates.text(ExploreServer.class, "explore.css"),
                LanesPage.script() + Templates.text(ExploreServer.class, "explore.js"));
        page = Templates.of(ExploreServer.class, "explore.mustache").execute(texts);
        policy = "default-src 'none'; connect-src 'self'; img-src data:; script-src " + hash(texts.script)
                + "; style-src " + hash(texts.style) + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0);
        server.setExecutor(requests);
        server.createContext("/", this::answer);
        server.start();
    }

    private static ThreadPoolExecutor pool(int threads, int waiting, String name) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                task -> new Thread(task, name));
    }

    /** The hash by which a policy allows what stands between the tags of an element, line feeds included. */
    private static String hash(String text) {
        try {
            byte[] bytes =
                    MessageDigest.getInstance("SHA-256").digest(("\n" + text + "\n").getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(bytes) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Where the page is. */
    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                if (answering.incrementAndGet() > AT_ONCE) {
                    throw new Refusal(503, "Too many requests at once; try again.");
                }
                check(exchange);
                switch (exchange.getRequestURI().getPath()) {
                    case "/" -> send(exchange, 200, "text/html", page);
                    case "/place" -> send(exchange, 200, "application/json", place(exchange));
                    default -> throw new Refusal(404, "Nothing is here; the page is at /.");
                }
            } catch (Refusal e) {
                refuse(exchange, e.status, e.getMessage());
            } catch (RuntimeException | Error e) {
                refuse(exchange, 500, Commands.why(e));
            } finally {
                answering.decrementAndGet();
            }
        }
    }

    private void check(HttpExchange exchange) throws Refusal {
        String host = exchange.getRequestHeaders().getFirst("Host");
        int port = server.getAddress().getPort();
        if (!("127.0.0.1:" + port).equals(host) && !("localhost:" + port).equals(host)) {
            throw new Refusal(403, "This answers to 127.0.0.1 alone.");
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            throw new Refusal(405, "Only GET is answered.");
        }
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        if (exchange.getRequestHeaders().containsKey("Transfer-Encoding") || (length != null && !length.equals("0"))) {
            throw new Refusal(413, "A request has no body here.");
        }
        if (exchange.getRequestURI().toString().length() > LONGEST) {
            throw new Refusal(414, "The address is longer than " + LONGEST + " characters.");
        }
    }

    /** What is to be shown of a place, as JSON. */
    private String place(HttpExchange exchange) throws Refusal {
        String schedule = schedule(exchange.getRequestURI().getRawQuery());
        Future<String> answer;
        try {
            answer = one.submit(() -> Templates.json(explorer.place(schedule)));
        } catch (RejectedExecutionException e) {
            throw new Refusal(503, "Too many requests at once; try again.");
        }
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new Refusal(503, "This takes longer than " + limit.toSeconds() + " s; take fewer steps.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw new Refusal(400, wrong.getMessage());
            }
            throw new Refusal(500, Commands.why(e));
        } catch (InterruptedException | CancellationException e) {
            throw new Refusal(503, "The explorer is ending.");
        } finally {
            answer.cancel(true);
        }
    }

    private static String schedule(String query) throws Refusal {
        if (query == null || !query.startsWith(SCHEDULE)) {
            throw new Refusal(400, "A place is asked for by place?schedule=…");
        }
        return URLDecoder.decode(query.substring(SCHEDULE.length()), StandardCharsets.UTF_8); // a URI is well encoded
    }

    private void refuse(HttpExchange exchange, int status, String why) throws IOException {
        send(exchange, status, "application/json", Templates.json(Map.of("error", why)));
    }

    private void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type + "; charset=utf-8");
        headers.set("Cache-Control", "no-store");
        headers.set("Content-Security-Policy", policy);
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
        one.shutdownNow();
    }
}
