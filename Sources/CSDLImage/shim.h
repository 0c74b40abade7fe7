#ifndef HYPERWALL_CSDLIMAGE_H
#define HYPERWALL_CSDLIMAGE_H
#include <SDL2/SDL_image.h>
#endif
