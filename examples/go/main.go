// An app that signs users in with Octroi and shows their balance. Standard library only.
package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	sessionCookie = "app_session"
	signInCookie  = "app_sign_in"
	// Refresh an access token this long before it expires.
	leeway = 5 * time.Minute
)

var (
	issuer       = setting("OCTROI_ISSUER", "http://localhost:3000")
	clientID     = setting("OCTROI_CLIENT_ID", "")
	clientSecret = setting("OCTROI_CLIENT_SECRET", "")
	port         = setting("PORT", "4000")
	redirectURI  = setting("REDIRECT_URI", "http://localhost:"+port+"/oauth/callback")
	client       = &http.Client{Timeout: 10 * time.Second}

	// errSignedOut: the user must sign in again. Any other error is temporary and signs nobody out.
	errSignedOut = errors.New("signed out")
)

func setting(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	if fallback == "" {
		log.Fatalf("%s is not set", name)
	}
	return fallback
}

// session is a signed-in browser. Its tokens never leave this server.
type session struct {
	sync.Mutex   // One refresh at a time, because a refresh token works once.
	accessToken  string
	refreshToken string
	expiresAt    time.Time
}

// sessions by id, in memory. An app with several processes would store them in its database.
var sessions sync.Map

type user struct {
	Username string `json:"username"`
	Balance  string `json:"balance_formatted"`
}

func randomText() string {
	bytes := make([]byte, 32)
	if _, err := rand.Read(bytes); err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(bytes)
}

// send makes a request and reads the JSON answer, which may be an error.
func send(request *http.Request, answer any) (int, error) {
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return 0, err
	}
	return response.StatusCode, json.Unmarshal(body, answer)
}

// post sends a form to an endpoint, with the app's credentials.
func post(endpoint string, form url.Values, answer any) (int, error) {
	form.Set("client_id", clientID)
	form.Set("client_secret", clientSecret)
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, issuer+endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return send(request, answer)
}

// askForTokens exchanges a code or a refresh token, and stores the tokens in the session.
func (s *session) askForTokens(form url.Values) error {
	asked := time.Now()
	var answer struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		ExpiresIn    int    `json:"expires_in"`
		Error        string `json:"error"`
	}
	status, err := post("/api/oauth2/token", form, &answer)
	switch {
	case err != nil:
		return err
	case answer.Error == "invalid_grant":
		return errSignedOut
	case status != http.StatusOK || answer.AccessToken == "":
		return fmt.Errorf("token endpoint: %d %s", status, answer.Error)
	}
	s.accessToken = answer.AccessToken
	s.refreshToken = answer.RefreshToken // Replaced by each refresh.
	s.expiresAt = asked.Add(time.Duration(answer.ExpiresIn) * time.Second)
	return nil
}

// freshToken returns an access token that does not expire soon.
func (s *session) freshToken() (string, error) {
	s.Lock()
	defer s.Unlock()
	if time.Until(s.expiresAt) > leeway {
		return s.accessToken, nil
	}
	err := s.askForTokens(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {s.refreshToken}})
	return s.accessToken, err
}

// get calls an endpoint for the user.
func (s *session) get(endpoint string, answer any) error {
	token, err := s.freshToken()
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, issuer+endpoint, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	status, err := send(request, answer)
	switch {
	case err != nil:
		return err
	case status == http.StatusUnauthorized: // The user has revoked access.
		return errSignedOut
	case status != http.StatusOK:
		return fmt.Errorf("%s: %d", endpoint, status)
	}
	return nil
}

func setCookie(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true,
		Secure:   strings.HasPrefix(redirectURI, "https:"),
		SameSite: http.SameSiteLaxMode, // So that no other site can post to /logout for the user.
	})
}

func cookie(r *http.Request, name string) string {
	if found, err := r.Cookie(name); err == nil {
		return found.Value
	}
	return ""
}

// current returns the session of a request, or nil.
func current(r *http.Request) *session {
	if found, ok := sessions.Load(cookie(r, sessionCookie)); ok {
		return found.(*session)
	}
	return nil
}

func goHome(w http.ResponseWriter, r *http.Request, query string) {
	http.Redirect(w, r, "/"+query, http.StatusSeeOther)
}

func unavailable(w http.ResponseWriter, err error) {
	log.Print(err)
	w.Header().Set("Retry-After", "5")
	http.Error(w, "Octroi cannot be reached at the moment. You are still signed in: try again.", http.StatusServiceUnavailable)
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Octroi in Go</title>
{{with .Error}}<p role="alert">Sign-in failed: {{.}}</p>{{end}}
{{if .User}}<p>Signed in as <b id="username">{{.User.Username}}</b>, balance <b id="balance">{{or .User.Balance "not shared"}}</b>.
<a href="/topup">Top up</a></p>
<form method="post" action="/logout"><button>Sign out</button></form>
{{else}}<p><a href="/auth/oauth/start">Sign in</a></p>{{end}}
</html>`))

func home(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" {
		http.NotFound(w, r)
		return
	}
	var found *user
	if s := current(r); s != nil {
		var answer user
		err := s.get("/api/oauth2/userinfo", &answer)
		if errors.Is(err, errSignedOut) {
			sessions.Delete(cookie(r, sessionCookie))
		} else if err != nil {
			unavailable(w, err)
			return
		} else {
			found = &answer
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	content := struct {
		User  *user
		Error string
	}{found, r.URL.Query().Get("error")}
	if err := page.Execute(w, content); err != nil {
		log.Print(err)
	}
}

// start sends the browser to sign in. A cookie stores what the callback is checked against.
func start(w http.ResponseWriter, r *http.Request) {
	state, verifier := randomText(), randomText()
	challenge := sha256.Sum256([]byte(verifier))
	setCookie(w, signInCookie, state+"."+verifier, 600)
	http.Redirect(w, r, issuer+"/api/oauth2/authorize?"+url.Values{
		"client_id":             {clientID},
		"redirect_uri":          {redirectURI},
		"response_type":         {"code"},
		"scope":                 {"profile balance"},
		"state":                 {state},
		"code_challenge":        {base64.RawURLEncoding.EncodeToString(challenge[:])},
		"code_challenge_method": {"S256"},
		"auto_authorize":        {"true"}, // One click.
	}.Encode(), http.StatusSeeOther)
}

func callback(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	state, verifier, _ := strings.Cut(cookie(r, signInCookie), ".")
	setCookie(w, signInCookie, "", -1)
	switch {
	case query.Get("state") == "" || query.Get("code")+query.Get("error") == "":
		goHome(w, r, "?error=missing_parameters")
		return
	case state == "" || subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(state)) != 1:
		goHome(w, r, "?error=invalid_state") // Not a response to a sign-in started in this browser.
		return
	case query.Get("iss") != issuer:
		goHome(w, r, "?error=invalid_issuer") // A response from another server (RFC 9207).
		return
	case query.Get("error") != "":
		goHome(w, r, "?error="+url.QueryEscape(query.Get("error")))
		return
	}
	s := &session{}
	err := s.askForTokens(url.Values{
		"grant_type":    {"authorization_code"},
		"code":          {query.Get("code")},
		"redirect_uri":  {redirectURI},
		"code_verifier": {verifier},
	})
	if err != nil {
		log.Print(err)
		goHome(w, r, "?error=server_error")
		return
	}
	id := randomText() // Always a new one: others may know an id from before the sign-in.
	sessions.Delete(cookie(r, sessionCookie))
	sessions.Store(id, s)
	setCookie(w, sessionCookie, id, 30*24*60*60)
	goHome(w, r, "?login=success")
}

func topup(w http.ResponseWriter, r *http.Request) {
	s := current(r)
	if s == nil {
		goHome(w, r, "")
		return
	}
	var answer struct {
		TopupURL string `json:"topup_url"`
	}
	err := s.get("/api/oauth2/topup", &answer)
	if errors.Is(err, errSignedOut) {
		sessions.Delete(cookie(r, sessionCookie))
		goHome(w, r, "")
	} else if err != nil {
		unavailable(w, err)
	} else {
		http.Redirect(w, r, answer.TopupURL, http.StatusSeeOther)
	}
}

func logout(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if found, ok := sessions.LoadAndDelete(cookie(r, sessionCookie)); ok {
		s := found.(*session)
		s.Lock()
		defer s.Unlock()
		// Revokes the access tokens too. The user is signed out here even if the server is unavailable.
		if _, err := post("/api/oauth2/revoke", url.Values{"token": {s.refreshToken}}, &struct{}{}); err != nil {
			log.Print(err)
		}
	}
	setCookie(w, sessionCookie, "", -1)
	goHome(w, r, "")
}

func main() {
	http.HandleFunc("/", home)
	http.HandleFunc("/auth/oauth/start", start)
	http.HandleFunc("/oauth/callback", callback)
	http.HandleFunc("/topup", topup)
	http.HandleFunc("/logout", logout)
	log.Printf("Listening on port %s", port)
	server := &http.Server{Addr: "127.0.0.1:" + port, ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}
