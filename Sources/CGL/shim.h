#ifndef HYPERWALL_CGL_H
#define HYPERWALL_CGL_H
// glvnd exports every entry point as a plain function: no loader is needed.
#define GL_GLEXT_PROTOTYPES 1
#include <GL/gl.h>
#include <GL/glext.h>
#endif
