//! Puts a [`Disk`] between SQLite and the files of one directory.
//!
//! SQLite's own file system layer does the work; this one asks the disk before each operation that
//! changes something. It becomes the default of the process, so that the room under test runs as
//! it is, and lets every other directory through.
#![allow(unsafe_code)] // SQLite takes a file system only as C function pointers.

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::mem::size_of;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Once, OnceLock};

use rusqlite::ffi;

use super::disk::{Disk, Verdict};

type SharedDisk = Arc<Mutex<Disk>>;

static MOUNTS: Mutex<Vec<(PathBuf, SharedDisk)>> = Mutex::new(Vec::new());
static REAL: OnceLock<RealVfs> = OnceLock::new();

/// The operating system's file system layer, which SQLite keeps for the life of the process.
struct RealVfs(*mut ffi::sqlite3_vfs);
// SAFETY: SQLite's VFS objects are immutable once registered and are made to be shared by threads.
unsafe impl Send for RealVfs {}
// SAFETY: as above.
unsafe impl Sync for RealVfs {}

/// From now on, all that SQLite does in `dir` goes through a disk.
pub(crate) fn mount(dir: &Path) -> SharedDisk {
    register();
    let disk = SharedDisk::default();
    let dir = dir.canonicalize().unwrap();
    MOUNTS.lock().unwrap().push((dir, Arc::clone(&disk)));
    disk
}

fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: null asks for the default VFS, which exists and is never freed.
        let real = unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) };
        // SAFETY: checked for null by the assertion before it is read.
        let mut faulty = unsafe {
            assert!(!real.is_null());
            *real
        };
        assert!(REAL.set(RealVfs(real)).is_ok());
        faulty.zName = c"faulty-disk".as_ptr();
        faulty.pNext = std::ptr::null_mut();
        faulty.szOsFile += size_of::<File>() as c_int;
        faulty.xOpen = Some(open);
        faulty.xDelete = Some(delete);
        // SAFETY: the object is leaked, so it outlives every connection.
        let code = unsafe { ffi::sqlite3_vfs_register(Box::leak(Box::new(faulty)), 1) };
        assert_eq!(code, ffi::SQLITE_OK);
    });
}

/// What SQLite allocates for each open file: this, and behind it the real layer's own.
#[repr(C)]
struct File {
    methods: *const ffi::sqlite3_io_methods,
    /// Null where the file is let through.
    seam: *mut Seam,
}

struct Seam {
    disk: SharedDisk,
    path: PathBuf,
}

impl Seam {
    /// A connection of a panicking test may poison the disk; the others still have to close.
    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2, // 2 has shared memory, without which there is no WAL; 3 would add memory mapping.
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

fn seam_at(path: &Path) -> Option<Seam> {
    let mounts = MOUNTS.lock().unwrap();
    let (_, disk) = mounts.iter().find(|(dir, _)| path.starts_with(dir))?;
    Some(Seam {
        disk: Arc::clone(disk),
        path: path.to_owned(),
    })
}

/// SAFETY: `name` is null or a C string.
unsafe fn seam_of(name: *const c_char) -> Option<Seam> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(name) };
    seam_at(Path::new(OsStr::from_bytes(name.to_bytes())))
}

/// SAFETY: `file` was opened by `open` below.
unsafe fn parts<'a>(file: *mut ffi::sqlite3_file) -> (*mut ffi::sqlite3_file, Option<&'a Seam>) {
    let file = file.cast::<File>();
    // SAFETY: SQLite allocated `szOsFile` bytes: a `File` and behind it the real file. The seam is
    // null or lives until `close`.
    unsafe { (file.add(1).cast(), (*file).seam.as_ref()) }
}

/// Calls a method of the real file. Used in functions that promise what [`parts`] asks for.
macro_rules! real {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: the real layer opened this file, so its methods are set, and the arguments are
        // SQLite's own.
        unsafe {
            let real = parts($file).0;
            match (*(*real).pMethods).$method {
                Some(method) => method(real $(, $argument)*),
                None => unreachable!("the real layer has every method of version 2"),
            }
        }
    }};
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    let ours = file.cast::<File>();
    let real_vfs = REAL.get().map_or(vfs, |real| real.0);
    // SAFETY: SQLite allocated `szOsFile` bytes at `file`; name and flags are its own.
    unsafe {
        let seam = seam_of(name);
        if let Some(seam) = &seam {
            seam.disk().open(&seam.path);
        }
        (*ours).methods = std::ptr::null();
        (*ours).seam = std::ptr::null_mut();
        let real = ours.add(1).cast::<ffi::sqlite3_file>();
        (*real).pMethods = std::ptr::null();
        let Some(real_open) = (*real_vfs).xOpen else {
            return ffi::SQLITE_CANTOPEN;
        };
        let code = real_open(real_vfs, name, real, flags, flags_out);
        if code == ffi::SQLITE_OK {
            (*ours).methods = &METHODS;
            if let Some(seam) = seam {
                (*ours).seam = Box::into_raw(Box::new(seam));
            }
        }
        code
    }
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    let real_vfs = REAL.get().map_or(vfs, |real| real.0);
    // SAFETY: the name is a C string of SQLite's.
    unsafe {
        let seam = seam_of(name).filter(|seam| seam.path.exists());
        if seam.is_some_and(|seam| seam.disk().delete(&seam.path, sync != 0) != Verdict::Done) {
            return ffi::SQLITE_IOERR_DELETE;
        }
        match (*real_vfs).xDelete {
            Some(real_delete) => real_delete(real_vfs, name, sync),
            None => ffi::SQLITE_IOERR_DELETE,
        }
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let code = real!(file, xClose);
    let ours = file.cast::<File>();
    // SAFETY: `open` made the seam with `Box::into_raw`; SQLite closes a file once.
    unsafe {
        if !(*ours).seam.is_null() {
            drop(Box::from_raw((*ours).seam));
        }
        (*ours).seam = std::ptr::null_mut();
        (*ours).methods = std::ptr::null();
    }
    code
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    len: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite passes an open file and `len` readable bytes.
    let (seam, slice) = unsafe {
        (
            parts(file).1,
            std::slice::from_raw_parts(bytes.cast::<u8>(), len as usize),
        )
    };
    let verdict = seam.map_or(Verdict::Done, |seam| {
        seam.disk().write(&seam.path, offset as usize, slice)
    });
    match verdict {
        Verdict::Done => real!(file, xWrite, bytes, len, offset),
        Verdict::Failed => ffi::SQLITE_IOERR_WRITE,
        Verdict::Full => ffi::SQLITE_FULL,
        Verdict::Torn(torn) => {
            let _ = real!(file, xWrite, bytes, torn as c_int, offset);
            ffi::SQLITE_IOERR_WRITE
        }
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, len: ffi::sqlite3_int64) -> c_int {
    // SAFETY: SQLite passes an open file.
    let seam = unsafe { parts(file).1 };
    match seam.map_or(Verdict::Done, |seam| {
        seam.disk().truncate(&seam.path, len as usize)
    }) {
        Verdict::Done => real!(file, xTruncate, len),
        Verdict::Failed | Verdict::Torn(_) | Verdict::Full => ffi::SQLITE_IOERR_TRUNCATE,
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: SQLite passes an open file.
    let Some(seam) = (unsafe { parts(file).1 }) else {
        return real!(file, xSync, flags);
    };
    // Whether it is on the platter is ours to say: the real disk need not be troubled.
    match seam.disk().sync(&seam.path) {
        Verdict::Done => ffi::SQLITE_OK,
        Verdict::Full => ffi::SQLITE_FULL,
        Verdict::Failed | Verdict::Torn(_) => ffi::SQLITE_IOERR_FSYNC,
    }
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    len: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    real!(file, xRead, into, len, offset)
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    size: *mut ffi::sqlite3_int64,
) -> c_int {
    real!(file, xFileSize, size)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    real!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    real!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(
    file: *mut ffi::sqlite3_file,
    reserved: *mut c_int,
) -> c_int {
    real!(file, xCheckReservedLock, reserved)
}

unsafe extern "C" fn file_control(
    file: *mut ffi::sqlite3_file,
    operation: c_int,
    argument: *mut c_void,
) -> c_int {
    real!(file, xFileControl, operation, argument)
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    real!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    real!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    mapped: *mut *mut c_void,
) -> c_int {
    real!(file, xShmMap, region, size, extend, mapped)
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    real!(file, xShmLock, offset, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    real!(file, xShmBarrier)
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    real!(file, xShmUnmap, delete)
}
