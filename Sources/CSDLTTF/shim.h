#ifndef HYPERWALL_CSDLTTF_H
#define HYPERWALL_CSDLTTF_H
#include <SDL2/SDL_ttf.h>
#endif
