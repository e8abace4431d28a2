package org.fairloop.modelcheck;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.fairloop.bridge.LanesPage;
import org.fairloop.bridge.Templates;

/**
 * Serves the page of the explorer to this machine alone. It listens on the loopback address, and answers only requests that
 * were sent to it by that address, so that no page from elsewhere can ask it under another name.
 */
final class ExploreServer implements AutoCloseable {

    private static final String SCHEDULE = "schedule=";

    private final HttpServer server;

    /** The explorer is used by one thread at a time. */
    private final ExecutorService one = Executors.newSingleThreadExecutor();

    private final Explorer explorer;
    private final String page;

    private record Page(String title, String name, String question, String replay, String style, String script) {}

    ExploreServer(Model model, Explorer explorer, int port) throws IOException {
        this.explorer = explorer;
        page = Templates.of(ExploreServer.class, "explore.mustache")
                .execute(new Page(
                        model.name() + " – explore",
                        model.name(),
                        model.question(),
                        Explore.REPLAY.replace("FILE", model.name() + ".schedule"),
                        LanesPage.style() + Templates.text(ExploreServer.class, "explore.css"),
                        LanesPage.script() + Templates.text(ExploreServer.class, "explore.js")));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(one);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Where the page is. */
    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String host = exchange.getRequestHeaders().getFirst("Host");
            int port = server.getAddress().getPort();
            if (!("127.0.0.1:" + port).equals(host) && !("localhost:" + port).equals(host)) {
                send(exchange, 403, "text/plain", "This answers to 127.0.0.1 alone.\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> send(exchange, 200, "text/html", page);
                case "/place" -> place(exchange);
                default -> send(exchange, 404, "text/plain", "Nothing is here.\n");
            }
        }
    }

    private void place(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        String schedule = query == null || !query.startsWith(SCHEDULE)
                ? ""
                : URLDecoder.decode(query.substring(SCHEDULE.length()), StandardCharsets.UTF_8);
        try {
            send(exchange, 200, "application/json", Templates.json(explorer.place(schedule)));
        } catch (IllegalArgumentException e) {
            send(exchange, 400, "application/json", Templates.json(Map.of("error", e.getMessage())));
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        one.shutdown();
    }
}
