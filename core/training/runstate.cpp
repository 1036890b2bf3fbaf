// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/runstate.h"

#include "core/base/hash.h"
#include "core/clip/safetensors.h"
#include "core/training/tensors.h"
#include "core/training/trainer.h"

#include <nlohmann/json.hpp>

#include <c10/core/GradMode.h>

namespace reminisce::training {

namespace {

using NamedTensor = std::pair<std::string, at::Tensor>;

std::vector<NamedTensor> stateOf(Model &model, const Optimiser &optimiser)
{
    std::vector<NamedTensor> tensors = optimiser.state();
    for (const Parameter &parameter : model.parameters().parameters)
        tensors.emplace_back(parameter.name, parameter.value.detach());
    for (const Buffer &buffer : model.parameters().buffers)
        tensors.emplace_back(buffer.name, buffer.value);
    return tensors;
}

std::string fingerprint(const std::string &settings)
{
    return toHex(sha256({reinterpret_cast<const std::uint8_t *>(settings.data()), settings.size()}));
}

} // namespace

Result<void> saveRun(const std::filesystem::path &output, const std::string &settings, const RunPlace &place,
                     Model &model, const Optimiser &optimiser)
{
    std::error_code code;
    std::filesystem::create_directories(output, code);
    std::vector<clip::TensorData> tensors;
    for (const auto &[name, tensor] : stateOf(model, optimiser))
        tensors.push_back(fullTensor(name, tensor));
    const nlohmann::json where = {{"step", place.step},
                                  {"seconds", place.seconds},
                                  {"best", place.best},
                                  {"without_progress", place.withoutProgress},
                                  {"validation_is_due", place.validationIsDue},
                                  {"optimiser_steps", optimiser.steps()}};
    return clip::writeSafetensors(runStateFile(output), tensors,
                                  {{"settings", fingerprint(settings)}, {"place", where.dump()}});
}

Result<RunPlace> restoreRun(const std::filesystem::path &output, const std::string &settings, Model &model,
                            Optimiser &optimiser)
{
    const Result<clip::TensorFile> file = clip::TensorFile::open(runStateFile(output));
    if (!file)
        return file.error();
    const auto saved = file->metadata().find("settings");
    if (saved == file->metadata().end() || saved->second != fingerprint(settings))
        return badInput("The unfinished run in " + output.string() +
                        " has other settings, or its pictures or captions have changed since. Choose another output "
                        "folder, or begin anew and lose it.");
    const auto text = file->metadata().find("place");
    const nlohmann::json where =
        nlohmann::json::parse(text == file->metadata().end() ? "" : text->second, nullptr, false);
    if (!where.is_object())
        return badInput("The unfinished run in " + output.string() + " is damaged; begin anew.");
    const c10::AutoGradMode noGradient(false);
    for (const auto &[name, tensor] : stateOf(model, optimiser)) {
        if (auto copied = copyInto(tensor, *file, name); !copied)
            return copied.error();
    }
    optimiser.setSteps(where.value("optimiser_steps", std::int64_t{0}));
    return RunPlace{where.value("step", std::int64_t{0}), where.value("seconds", 0.0), where.value("best", -1.0),
                    where.value("without_progress", 0), where.value("validation_is_due", false)};
}

} // namespace reminisce::training
