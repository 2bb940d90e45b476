# Sourced by both launchers, of a clone and of a bundle: what the JVM needs to know before it starts.

# Java takes names of files for ASCII in the C locale, and fails on all others.
case $(locale charmap 2>/dev/null) in
    UTF-8 | utf8) ;;
    *)
        LC_ALL=C.UTF-8
        export LC_ALL
        ;;
esac

terminal=false
columns=80
if [ -t 1 ] && [ -t 2 ]; then
    terminal=true
    columns=$(stty size 2>/dev/null </dev/tty | cut -d ' ' -f 2) || columns=80
fi

# Appends a folder, where it is one and is not there yet, to the path that the loader goes by.
add_libraries() {
    [ -d "$1" ] || return 0
    case :${LD_LIBRARY_PATH:-}: in
        *:"$1":*) ;;
        *) LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$1 ;;
    esac
    export LD_LIBRARY_PATH
}

# The same, where the folder holds the library that is named.
add_if_holds() {
    [ ! -e "$1/$2" ] || add_libraries "$1"
}

# CUDA, cuDNN and TensorRT of a Python environment, where pip installs them and the loader does not look.
add_python() { # site-packages; the root of a bundle that has a TensorRT, or nothing
    # The wheel of cuDNN for CUDA 12 has the same file names and does not work with CUDA 13.
    for cudnn in "$1"/nvidia_cudnn_cu13-*; do
        [ ! -e "$cudnn" ] || add_if_holds "$1/nvidia/cudnn/lib" libcudnn.so.9
    done
    add_if_holds "$1/nvidia/cu13/lib" libcudart.so.13
    add_if_holds "$1/nvidia/cuda_runtime/lib" libcudart.so.12 # for TensorRT 10
    # Of a bundle's TensorRT and another one only one can be used, and the bindings fit the bundle's.
    [ -n "$2" ] || for tensorrt in "$1"/tensorrt_libs/libnvinfer.so.1*; do
        [ ! -e "$tensorrt" ] || add_libraries "$1/tensorrt_libs"
    done
}

# What LD_LIBRARY_PATH names goes first, then Python's packages, then CUDA's folder and the driver's; last, by itself,
# what the loader knows.
add_gpu_libraries() { # nothing, or the folder of a bundle's natives
    [ "$(uname)" = Linux ] || return 0
    own=
    for library in "${1:-/nowhere}"/libnvinfer.so.1*; do
        [ ! -e "$library" ] || own=yes
    done
    python=$(command -v python3) && python=$(dirname "$(dirname "$python")") || python=
    for prefix in "${VIRTUAL_ENV:-}" "${CONDA_PREFIX:-}" "$python" "${HOME:-}/.local" /usr/local /usr; do
        [ -n "$prefix" ] || continue
        for packages in "$prefix"/lib/python3*/site-packages "$prefix"/lib/python3*/dist-packages; do
            [ ! -d "$packages" ] || add_python "$packages" "$own"
        done
    done
    for cuda in "${CUDA_HOME:-/usr/local/cuda}" /usr/local/cuda /usr/local/cuda-13*; do
        add_if_holds "$cuda/lib64" libcudart.so.13
    done
    add_if_holds /usr/local/nvidia/lib64 libcuda.so.1
}
