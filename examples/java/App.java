import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** An app that signs users in with Octroi and shows their balance, with the JDK's own HTTP and Gson. */
public final class App {
    static final String ISSUER = setting("OCTROI_ISSUER", "http://localhost:3000");
    static final String CLIENT_ID = setting("OCTROI_CLIENT_ID", null);
    static final String CLIENT_SECRET = setting("OCTROI_CLIENT_SECRET", null);
    static final int PORT = Integer.parseInt(setting("PORT", "4000"));
    static final String REDIRECT_URI = setting("REDIRECT_URI", "http://localhost:" + PORT + "/oauth/callback");

    static final String SESSION_COOKIE = "app_session";
    static final String SIGN_IN_COOKIE = "app_sign_in";
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** Refresh an access token this long before it expires. */
    static final Duration LEEWAY = Duration.ofMinutes(5);
    static final int MONTH = 30 * 24 * 60 * 60;

    static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    static final SecureRandom RANDOM = new SecureRandom();
    /** By id, in memory. An app with several processes would store them in its database. */
    static final Map<String, Session> SESSIONS = new ConcurrentHashMap<>();

    /** The user must sign in again. An IOException is temporary and signs nobody out. */
    static final class SignedOut extends Exception {}

    record Answer(int status, JsonObject json) {}

    static String setting(String name, String fallback) {
        String value = System.getenv().getOrDefault(name, "");
        if (!value.isEmpty()) return value;
        if (fallback == null) throw new IllegalStateException(name + " is not set");
        return fallback;
    }

    static String formatQuery(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    static Map<String, String> parseQuery(String query) {
        Map<String, String> parameters = new HashMap<>();
        if (query == null) return parameters;
        for (String each : query.split("&")) {
            String[] parts = each.split("=", 2);
            if (parts.length == 2) parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    static Answer send(HttpRequest.Builder request) throws IOException {
        try {
            var response = HTTP.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), JsonParser.parseString(response.body()).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException error) {
            throw new IOException("no JSON", error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IOException(error);
        }
    }

    /** Sends a form to an endpoint, with the app's credentials. */
    static Answer post(String endpoint, Map<String, String> form) throws IOException {
        Map<String, String> fields = new HashMap<>(form);
        fields.put("client_id", CLIENT_ID);
        fields.put("client_secret", CLIENT_SECRET);
        return send(HttpRequest.newBuilder(URI.create(ISSUER + endpoint))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(formatQuery(fields))));
    }

    static String text(JsonObject json, String name, String fallback) {
        return json.has(name) ? json.get(name).getAsString() : fallback;
    }

    /** A signed-in browser. Its tokens never leave this server. */
    static final class Session {
        private String accessToken;
        private String refreshToken;
        private Instant expiresAt;

        Session(Map<String, String> grant) throws IOException, SignedOut {
            askForTokens(grant);
        }

        private void askForTokens(Map<String, String> grant) throws IOException, SignedOut {
            Instant askedAt = Instant.now();
            Answer answer = post("/api/oauth2/token", grant);
            String error = text(answer.json, "error", "");
            if (error.equals("invalid_grant")) throw new SignedOut();
            if (answer.status != 200) throw new IOException("token endpoint: " + answer.status + " " + error);
            accessToken = answer.json.get("access_token").getAsString();
            refreshToken = answer.json.get("refresh_token").getAsString(); // Replaced by each refresh.
            expiresAt = askedAt.plusSeconds(answer.json.get("expires_in").getAsLong());
        }

        /** An access token that does not expire soon. One refresh at a time, because a refresh token works once. */
        private synchronized String freshToken() throws IOException, SignedOut {
            if (Instant.now().isAfter(expiresAt.minus(LEEWAY))) {
                askForTokens(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
            }
            return accessToken;
        }

        /** Calls an endpoint for the user. */
        JsonObject get(String endpoint) throws IOException, SignedOut {
            Answer answer = send(HttpRequest.newBuilder(URI.create(ISSUER + endpoint))
                    .header("Authorization", "Bearer " + freshToken()));
            if (answer.status == 401) throw new SignedOut(); // The user has revoked access.
            if (answer.status != 200) throw new IOException(endpoint + ": " + answer.status);
            return answer.json;
        }

        /** Revokes the refresh token and its access tokens. */
        synchronized void revoke() throws IOException {
            post("/api/oauth2/revoke", Map.of("token", refreshToken));
        }
    }

    /** One request and its response. */
    record Visit(HttpExchange exchange, Map<String, String> query, Map<String, String> cookies) {
        static Visit of(HttpExchange exchange) {
            Map<String, String> cookies = new HashMap<>();
            for (String line : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
                for (String each : line.split("; *")) {
                    String[] parts = each.split("=", 2);
                    if (parts.length == 2) cookies.put(parts[0], parts[1]);
                }
            }
            return new Visit(exchange, parseQuery(exchange.getRequestURI().getRawQuery()), cookies);
        }

        void answer() throws IOException {
            try {
                switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
                    case "GET /" -> home();
                    case "GET /auth/oauth/start" -> start();
                    case "GET /oauth/callback" -> callback();
                    case "GET /topup" -> topup();
                    case "POST /logout" -> logout();
                    default -> show(404, page("", "<p>Not found</p>"));
                }
            } catch (SignedOut signedOut) {
                endSession();
                redirect("/");
            } catch (IOException error) {
                System.err.println(error);
                exchange.getResponseHeaders().set("Retry-After", "5");
                show(503, page("", "<p>Octroi cannot be reached at the moment. You are still signed in: try again.</p>"));
            }
        }

        private void home() throws IOException, SignedOut {
            String error = query.get("error");
            String notice = error == null ? "" : "<p role=\"alert\">Sign-in failed: " + escape(error) + "</p>";
            Optional<Session> session = session();
            String content = "<p><a href=\"/auth/oauth/start\">Sign in</a></p>";
            if (session.isPresent()) {
                JsonObject user = session.get().get("/api/oauth2/userinfo");
                // Absent if the user did not share it.
                content = """
                        <p>Signed in as <b id="username">%s</b>, balance <b id="balance">%s</b>. <a href="/topup">Top up</a></p>
                        <form method="post" action="/logout"><button>Sign out</button></form>
                        """.formatted(escape(text(user, "username", "")), escape(text(user, "balance_formatted", "not shared")));
            }
            show(200, page(notice, content));
        }

        private static String page(String notice, String content) {
            return """
                    <!doctype html>
                    <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                    <title>Octroi in Java</title>
                    %s%s
                    </html>
                    """.formatted(notice, content);
        }

        /** Sends the browser to sign in. A cookie stores what the callback is checked against. */
        private void start() throws IOException {
            String state = randomText();
            String verifier = randomText();
            setCookie(SIGN_IN_COOKIE, state + "." + verifier, 600);
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("client_id", CLIENT_ID);
            parameters.put("redirect_uri", REDIRECT_URI);
            parameters.put("response_type", "code");
            parameters.put("scope", "profile balance");
            parameters.put("state", state);
            parameters.put("code_challenge", base64url(sha256(verifier)));
            parameters.put("code_challenge_method", "S256");
            parameters.put("auto_authorize", "true"); // One click.
            redirect(ISSUER + "/api/oauth2/authorize?" + formatQuery(parameters));
        }

        private void callback() throws IOException {
            String[] signIn = cookies.getOrDefault(SIGN_IN_COOKIE, "").split("\\.", 2);
            setCookie(SIGN_IN_COOKIE, "", 0);
            Optional<String> fault = fault(signIn[0]);
            if (fault.isPresent()) {
                redirect("/?" + formatQuery(Map.of("error", fault.get())));
                return;
            }
            try {
                Session session = new Session(Map.of(
                        "grant_type", "authorization_code",
                        "code", query.get("code"),
                        "redirect_uri", REDIRECT_URI,
                        "code_verifier", signIn[1]));
                endSession();
                String id = randomText(); // Always a new one: others may know an id from before the sign-in.
                SESSIONS.put(id, session);
                setCookie(SESSION_COOKIE, id, MONTH);
                redirect("/?login=success");
            } catch (SignedOut | IOException error) {
                System.err.println(error);
                redirect("/?error=server_error");
            }
        }

        /** What is wrong with the callback, if anything. */
        private Optional<String> fault(String state) {
            boolean isComplete = query.containsKey("state") && (query.containsKey("code") || query.containsKey("error"));
            if (!isComplete) return Optional.of("missing_parameters");
            // Not a response to a sign-in started in this browser.
            boolean isOurs = !state.isEmpty() && MessageDigest.isEqual(bytes(state), bytes(query.get("state")));
            if (!isOurs) return Optional.of("invalid_state");
            // A response from another server (RFC 9207).
            if (!ISSUER.equals(query.get("iss"))) return Optional.of("invalid_issuer");
            return Optional.ofNullable(query.get("error"));
        }

        private void topup() throws IOException, SignedOut {
            Optional<Session> session = session();
            redirect(session.isEmpty() ? "/" : session.get().get("/api/oauth2/topup").get("topup_url").getAsString());
        }

        private void logout() throws IOException {
            Optional<Session> session = endSession();
            try {
                if (session.isPresent()) session.get().revoke();
            } catch (IOException error) { // The user is signed out here even if the server is unavailable.
                System.err.println(error);
            }
            setCookie(SESSION_COOKIE, "", 0);
            redirect("/");
        }

        /** The session of this request, if any. */
        private Optional<Session> session() {
            return Optional.ofNullable(SESSIONS.get(cookies.getOrDefault(SESSION_COOKIE, "")));
        }

        private Optional<Session> endSession() {
            return Optional.ofNullable(SESSIONS.remove(cookies.getOrDefault(SESSION_COOKIE, "")));
        }

        private void setCookie(String name, String value, int maxAge) {
            String secure = REDIRECT_URI.startsWith("https:") ? "; Secure" : "";
            // SameSite, so that no other site can post to /logout for the user.
            String attributes = "; Path=/; Max-Age=" + maxAge + "; HttpOnly; SameSite=Lax" + secure;
            exchange.getResponseHeaders().add("Set-Cookie", name + "=" + value + attributes);
        }

        private void redirect(String location) throws IOException {
            exchange.getResponseHeaders().set("Location", location);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(303, -1);
            exchange.close();
        }

        private void show(int status, String html) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(status, bytes(html).length);
            try (var body = exchange.getResponseBody()) {
                body.write(bytes(html));
            }
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String randomText() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return base64url(bytes);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", PORT), 0);
        server.createContext("/", exchange -> Visit.of(exchange).answer());
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        System.out.println("Listening on port " + PORT);
    }
}
