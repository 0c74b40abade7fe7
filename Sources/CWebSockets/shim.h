#ifndef HYPERWALL_CWEBSOCKETS_H
#define HYPERWALL_CWEBSOCKETS_H
#include <libwebsockets.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/prctl.h>

/* libwebsockets' lines hold addresses and headers; nobody reads them. */
static inline void hw_ws_forget_line(int level, const char *line) {
    (void)level;
    (void)line;
}

/* A function pointer that is not a Swift closure, and the level 0 besides. */
static inline void hw_ws_silence(void) { lws_set_log_level(0, hw_ws_forget_line); }

/* Macros of casts and shifts of long long. */
static inline uint64_t hw_ws_context_options(void) {
    return LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES;
}
static inline uint64_t hw_ws_tls_option(void) { return LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT; }

/* Wants a table that outlives the connection: one without times, for the pings are
   ours (libwebsockets' own are counted in whole seconds, and five minutes by default). */
static inline const lws_retry_bo_t *hw_ws_no_pings(void) {
    static const lws_retry_bo_t none;
    return &none;
}

/* Ends a connection before it returns; the constant is a macro of a cast. Not from
   within a callback of that connection. */
static inline void hw_ws_kill(struct lws *wsi) {
    lws_set_timeout(wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_SYNC);
}

/* lws_write wants LWS_PRE bytes of room before the payload, and the kind is an enum
   with computed values. */
static inline int hw_ws_write_text(struct lws *wsi, unsigned char *payload, size_t length) {
    return lws_write(wsi, payload, length, LWS_WRITE_TEXT);
}
static inline int hw_ws_write_ping(struct lws *wsi) {
    unsigned char room[LWS_PRE + 1] = {0};
    return lws_write(wsi, room + LWS_PRE, 0, LWS_WRITE_PING);
}
static inline size_t hw_ws_room(void) { return LWS_PRE; }

/* A whole verification that finds nothing wrong. lws_client_connect_via_info's own
   flags forgive some verdicts only. */
static inline int hw_ws_forgive(X509_STORE_CTX *check, void *unused) {
    (void)unused;
    X509_STORE_CTX_set_error(check, X509_V_OK);
    return 1;
}

/* The trust of connections: the system's authorities and those of a file, or anybody.
   libwebsockets' own way puts a file in the place of the system's and says nothing of
   one that cannot be read. NULL when OpenSSL cannot, or cannot read the file. */
static inline SSL_CTX *hw_ws_trust_new(const char *ca_file, int verifies) {
    SSL_CTX *trust = SSL_CTX_new(TLS_client_method());
    if (!trust)
        return NULL;
    SSL_CTX_set_min_proto_version(trust, TLS1_2_VERSION);
    SSL_CTX_set_mode(trust, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    if (!verifies) {
        SSL_CTX_set_cert_verify_callback(trust, hw_ws_forgive, NULL);
        return trust;
    }
    if (SSL_CTX_set_default_verify_paths(trust) != 1 ||
        (ca_file && SSL_CTX_load_verify_file(trust, ca_file) != 1)) {
        ERR_clear_error();
        SSL_CTX_free(trust);
        return NULL;
    }
    return trust;
}

/* A timer that ends libwebsockets' wait. One that rings before the wait has begun is
   gone by then, and without another timer libwebsockets would wait for 23 days: so it
   wakes, which holds for the next wait, too. From timer to context is pointer
   arithmetic. */
struct hw_ws_timer {
    lws_sorted_usec_list_t entry;
    struct lws_context *context;
};
static inline void hw_ws_timer_rings(lws_sorted_usec_list_t *entry) {
    lws_cancel_service(lws_container_of(entry, struct hw_ws_timer, entry)->context);
}
static inline void hw_ws_timer_set(struct hw_ws_timer *timer, int64_t microseconds) {
    lws_sul_schedule(timer->context, 0, &timer->entry, hw_ws_timer_rings, microseconds);
}
static inline void hw_ws_timer_cancel(struct hw_ws_timer *timer) {
    lws_sul_schedule(timer->context, 0, &timer->entry, NULL, LWS_SET_TIMER_USEC_CANCEL);
}

/* Names the calling thread; prctl is variadic. */
static inline void hw_ws_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

/* What OpenSSL thinks of a chain so far, from a callback's untyped pointer. */
static inline int hw_ws_verdict(void *check) {
    return X509_STORE_CTX_get_error((X509_STORE_CTX *)check);
}

/* Whether the certificate at hand, if it is the server's own, is for this IP address:
   libwebsockets cuts an IPv6 address at its first colon, before it compares. Leaves
   its verdict in the check. */
static inline int hw_ws_is_for_address(void *check, const char *address) {
    X509_STORE_CTX *context = (X509_STORE_CTX *)check;
    if (X509_STORE_CTX_get_error_depth(context) != 0)
        return 1;
    if (X509_check_ip_asc(X509_STORE_CTX_get_current_cert(context), address, 0) == 1)
        return 1;
    X509_STORE_CTX_set_error(context, X509_V_ERR_IP_ADDRESS_MISMATCH);
    return 0;
}

/* OpenSSL's words for its first complaint, NULL when there is none; a macro in part. */
static inline const char *hw_ws_tls_complaint(void) {
    unsigned long error = ERR_peek_error();
    return error ? ERR_reason_error_string(error) : NULL;
}
#endif
