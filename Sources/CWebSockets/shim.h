#ifndef HYPERWALL_CWEBSOCKETS_H
#define HYPERWALL_CWEBSOCKETS_H
#include <libwebsockets.h>
#endif
