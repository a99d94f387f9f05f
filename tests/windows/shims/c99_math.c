/* The C99 complex functions of Windows' ucrtbase, which Debian 12's Wine exports as empty stubs. Proof only: never shipped.
   Microsoft's C passes its complex types as plain structures, and its long double is a double. */
#include <complex.h>
#include <math.h>

typedef struct { double parts[2]; } D;
typedef struct { float parts[2]; } F;

static double complex from_d(D z) { double complex w; __real__ w = z.parts[0]; __imag__ w = z.parts[1]; return w; }
static float complex from_f(F z) { float complex w; __real__ w = z.parts[0]; __imag__ w = z.parts[1]; return w; }
static D to_d(double complex w) { D z = {{__real__ w, __imag__ w}}; return z; }
static F to_f(float complex w) { F z = {{__real__ w, __imag__ w}}; return z; }

#define MAPS(name) \
    D shim_##name(D z) { return to_d(name(from_d(z))); } \
    D shim_##name##l(D z) { return to_d(name(from_d(z))); } \
    F shim_##name##f(F z) { return to_f(name##f(from_f(z))); }
#define MEASURES(name) \
    double shim_##name(D z) { return name(from_d(z)); } \
    double shim_##name##l(D z) { return name(from_d(z)); } \
    float shim_##name##f(F z) { return name##f(from_f(z)); }

MAPS(cacos) MAPS(cacosh) MAPS(casin) MAPS(casinh) MAPS(catan) MAPS(catanh) MAPS(ccos) MAPS(ccosh) MAPS(cexp) MAPS(clog)
MAPS(conj) MAPS(csin) MAPS(csinh) MAPS(csqrt) MAPS(ctan) MAPS(ctanh)
MEASURES(cabs) MEASURES(carg) MEASURES(cimag) MEASURES(creal)

D shim_cpow(D base, D power) { return to_d(cpow(from_d(base), from_d(power))); }
D shim_cpowl(D base, D power) { return to_d(cpow(from_d(base), from_d(power))); }
F shim_cpowf(F base, F power) { return to_f(cpowf(from_f(base), from_f(power))); }
