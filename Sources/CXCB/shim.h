#ifndef HYPERWALL_CXCB_H
#define HYPERWALL_CXCB_H

// XCB and not Xlib: its errors are values, where Xlib's end the process.
#include <stdlib.h>
#include <xcb/dpms.h>
#include <xcb/xcb.h>

/// Whether the server has the DPMS extension. To be asked first: a request of an extension that
/// is not there ends the connection. (xcb_dpms_id is a variable, which Swift holds for shared.)
static inline int hw_xcb_has_dpms(xcb_connection_t *connection) {
    const xcb_query_extension_reply_t *reply = xcb_get_extension_data(connection, &xcb_dpms_id);
    return reply && reply->present;
}

#endif
