// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstring>
#include <memory>
#include <sqlite3.h>

namespace reminisce::test {

/// Stands between SQLite and the disk, as SQLite's own tests do: counts the calls that change something, and makes one
/// of them fail, alone or as the last that the disk ever sees.
class FaultyVfs {
public:
    enum class Fault {
        None,
        Once,     ///< one call fails with an I/O error
        DiskFull, ///< from one call on, whatever makes a file longer fails
        Dead,     ///< one call and all later ones do nothing and fail, as if the power had gone
        Torn      ///< as Dead, but the first half of that write arrives
    };

    /// Registers it as SQLite's default for this process.
    static FaultyVfs &install()
    {
        static FaultyVfs vfs;
        return vfs;
    }

    void arm(Fault fault, int call)
    {
        m_fault = fault;
        m_at = call;
        m_calls = 0;
    }
    int calls() const { return m_calls; }

private:
    struct File {
        sqlite3_file base;
        sqlite3_file *real;
    };

    FaultyVfs() : m_real(sqlite3_vfs_find(nullptr))
    {
        m_vfs = *m_real;
        m_vfs.szOsFile = static_cast<int>(sizeof(File)) + m_real->szOsFile;
        m_vfs.zName = "faulty";
        m_vfs.pAppData = this;
        m_vfs.xOpen = open;
        m_vfs.xDelete = remove;
        sqlite3_vfs_register(&m_vfs, 1);
    }

    /// What the next changing call is to do.
    enum class Act { Work, Fail, FailHalfWay };
    Act next(bool grows)
    {
        const int call = m_calls++;
        switch (m_fault) {
        case Fault::None: return Act::Work;
        case Fault::Once: return call == m_at ? Act::Fail : Act::Work;
        case Fault::DiskFull: return grows && call >= m_at ? Act::Fail : Act::Work;
        case Fault::Dead: return call >= m_at ? Act::Fail : Act::Work;
        case Fault::Torn: return call == m_at ? Act::FailHalfWay : call > m_at ? Act::Fail : Act::Work;
        }
        return Act::Work;
    }

    static FaultyVfs &self() { return install(); }
    static sqlite3_file *real(sqlite3_file *file) { return reinterpret_cast<File *>(file)->real; }

    static int open(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags)
    {
        auto *mine = reinterpret_cast<File *>(file);
        mine->base.pMethods = nullptr;
        mine->real = reinterpret_cast<sqlite3_file *>(mine + 1);
        std::memset(mine->real, 0, static_cast<std::size_t>(self().m_real->szOsFile));
        const int code = self().m_real->xOpen(self().m_real, name, mine->real, flags, outFlags);
        if (code == SQLITE_OK)
            mine->base.pMethods = &methods();
        return code;
    }

    static int remove(sqlite3_vfs *, const char *name, int sync)
    {
        if (self().next(false) != Act::Work)
            return SQLITE_IOERR_DELETE;
        return self().m_real->xDelete(self().m_real, name, sync);
    }

    static int write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
    {
        sqlite3_int64 length = 0;
        real(file)->pMethods->xFileSize(real(file), &length);
        const bool grows = offset + size > length;
        switch (self().next(grows)) {
        case Act::Work: return real(file)->pMethods->xWrite(real(file), data, size, offset);
        case Act::FailHalfWay:
            real(file)->pMethods->xWrite(real(file), data, size / 2, offset);
            return SQLITE_IOERR_WRITE;
        case Act::Fail: break;
        }
        return self().m_fault == Fault::DiskFull ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }

    static int truncate(sqlite3_file *file, sqlite3_int64 size)
    {
        return self().next(false) == Act::Work ? real(file)->pMethods->xTruncate(real(file), size)
                                               : SQLITE_IOERR_TRUNCATE;
    }

    static int sync(sqlite3_file *file, int flags)
    {
        return self().next(false) == Act::Work ? real(file)->pMethods->xSync(real(file), flags) : SQLITE_IOERR_FSYNC;
    }

    static int shmMap(sqlite3_file *file, int page, int size, int extend, void volatile **memory)
    {
        if (extend != 0 && self().next(true) != Act::Work)
            return SQLITE_IOERR_SHMMAP;
        return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
    }

    static const sqlite3_io_methods &methods()
    {
        static const sqlite3_io_methods table = {
            3,
            [](sqlite3_file *f) { return real(f)->pMethods->xClose(real(f)); },
            [](sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
                return real(f)->pMethods->xRead(real(f), to, n, at);
            },
            write,
            truncate,
            sync,
            [](sqlite3_file *f, sqlite3_int64 *size) { return real(f)->pMethods->xFileSize(real(f), size); },
            [](sqlite3_file *f, int lock) { return real(f)->pMethods->xLock(real(f), lock); },
            [](sqlite3_file *f, int lock) { return real(f)->pMethods->xUnlock(real(f), lock); },
            [](sqlite3_file *f, int *out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); },
            [](sqlite3_file *f, int op, void *arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); },
            [](sqlite3_file *f) { return real(f)->pMethods->xSectorSize(real(f)); },
            [](sqlite3_file *f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
            shmMap,
            [](sqlite3_file *f, int at, int n, int flags) {
                return real(f)->pMethods->xShmLock(real(f), at, n, flags);
            },
            [](sqlite3_file *f) { real(f)->pMethods->xShmBarrier(real(f)); },
            [](sqlite3_file *f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); },
            // Memory-mapped pages would get past this.
            [](sqlite3_file *, sqlite3_int64, int, void **page) {
                *page = nullptr;
                return SQLITE_OK;
            },
            [](sqlite3_file *, sqlite3_int64, void *) { return SQLITE_OK; },
        };
        return table;
    }

    sqlite3_vfs *m_real;
    sqlite3_vfs m_vfs = {};
    Fault m_fault = Fault::None;
    int m_at = 0;
    int m_calls = 0;
};

} // namespace reminisce::test
